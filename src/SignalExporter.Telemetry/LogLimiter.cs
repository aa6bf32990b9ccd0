namespace SignalExporter.Telemetry;

/// <summary>Limits log lines: each subject once in ten minutes.</summary>
internal sealed class LogLimiter(TimeProvider time)
{
    private const int MaxSubjects = 256;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string Event, string Subject), long> _lastLogged = [];

    public bool Allows(string eventName, string subject)
    {
        lock (_lock)
        {
            var key = (eventName, subject);
            if (_lastLogged.TryGetValue(key, out var last) && time.GetElapsedTime(last) < Interval)
            {
                return false;
            }

            if (_lastLogged.Count >= MaxSubjects && !_lastLogged.ContainsKey(key))
            {
                ForgetOld();
            }

            // Full of recent subjects: something is wrong at large, and the log says so already.
            if (_lastLogged.Count >= MaxSubjects && !_lastLogged.ContainsKey(key))
            {
                return false;
            }

            _lastLogged[key] = time.GetTimestamp();
            return true;
        }
    }

    private void ForgetOld()
    {
        foreach (var (key, last) in _lastLogged)
        {
            if (time.GetElapsedTime(last) >= Interval)
            {
                _lastLogged.Remove(key);
            }
        }
    }
}
