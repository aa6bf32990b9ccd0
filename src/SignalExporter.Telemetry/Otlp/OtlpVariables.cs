using System.Globalization;

namespace SignalExporter.Telemetry.Otlp;

/// <summary>Reads environment variables strictly and gathers what is wrong with them. An empty one is as one that is not set.</summary>
internal sealed class OtlpVariables(Func<string, string?> variable)
{
    private readonly List<string> _problems = [];

    internal string? Text(string name) => variable(name)?.Trim() is { Length: > 0 } value ? value : null;

    /// <summary>The value, the first choice where it is not set.</summary>
    internal string OneOf(string name, params string[] choices)
    {
        string? value = Text(name);
        string? choice = value is null ? choices[0] : choices.FirstOrDefault(choice => choice.Equals(value, StringComparison.OrdinalIgnoreCase));
        if (choice is null)
        {
            Complain(name, $"'{value}' is not supported: {string.Join(" or ", choices)}");
        }

        return choice ?? choices[0];
    }

    internal int Number(string name, int otherwise, int most)
    {
        if (Text(name) is not { } value)
        {
            return otherwise;
        }

        if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1 && number <= most)
        {
            return number;
        }

        Complain(name, string.Create(CultureInfo.InvariantCulture, $"'{value}' is not a number from 1 to {most}"));
        return otherwise;
    }

    // The most that a wait may take, 24 days.
    internal TimeSpan Milliseconds(string name, int otherwise) =>
        TimeSpan.FromMilliseconds(Number(name, otherwise, int.MaxValue - 1));

    internal Uri? Endpoint(string name)
    {
        if (Text(name) is not { } value)
        {
            return null;
        }

        if (Uri.TryCreate(value, UriKind.Absolute, out Uri? endpoint) && endpoint.Scheme is "http" or "https")
        {
            return endpoint;
        }

        Complain(name, "it is not an address like http://localhost:4317");
        return null;
    }

    /// <summary>Headers, which may be secrets: a complaint does not repeat them.</summary>
    internal string? Headers(string name)
    {
        using var request = new HttpRequestMessage();
        bool good = true;
        foreach ((string key, string value) in Pairs(name))
        {
            try
            {
                good &= !request.Headers.Contains(key) && !key.Equals("User-Agent", StringComparison.OrdinalIgnoreCase);
                request.Headers.Add(key, value);
            }
            catch (Exception e) when (e is FormatException or InvalidOperationException or ArgumentException)
            {
                good = false;
            }
        }

        if (!good)
        {
            Complain(name, "a header has a name or a value that HTTP does not allow, is there twice, or is not to be set");
        }

        return Text(name);
    }

    internal IReadOnlyList<(string Key, string Value)> Pairs(string name)
    {
        if (Text(name) is not { } text)
        {
            return [];
        }

        string[][] pairs = [.. Uri.UnescapeDataString(text).Split(',').Select(pair => pair.Split('=', 2, StringSplitOptions.TrimEntries))];
        if (pairs.Any(pair => pair.Length != 2 || pair[0].Length == 0))
        {
            Complain(name, "it is not a list like key=value,key=value");
            return [];
        }

        return [.. pairs.Select(pair => (pair[0], pair[1]))];
    }

    internal void CheckFile(string name)
    {
        if (Text(name) is { } path && !File.Exists(path))
        {
            Complain(name, $"there is no file '{path}'");
        }
    }

    internal void Complain(string name, string problem) => _problems.Add($"{name}: {problem}");

    internal void ThrowIfBad()
    {
        if (_problems.Count > 0)
        {
            throw new OtlpConfigurationException(string.Join("\n", _problems.Distinct()));
        }
    }
}
