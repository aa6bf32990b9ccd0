using SignalExporter.Configuration;

return await CommandLine.InvokeAsync(args);
