using Realtime.Simulator;

await using var app = SimulatorHost.Build(args);
await app.RunAsync();
