using SignalExporter.Commands;
using SignalExporter.Configuration;
using SignalExporter.Streams;

// Before all else: until then SIGHUP ends the program, and what is opened may get the number of a closed standard stream.
StandardStreams.Reserve();
HangUp.Begin();
return await CommandLine.InvokeAsync(args);
