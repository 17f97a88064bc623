using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using Realtime.Benchmarks;
using Realtime.Benchmarks.Sidebands;
using Realtime.Benchmarks.Store;
using Realtime.Benchmarks.Webhooks;

if (args is ["open-calls"])
{
    await OpenCalls.ReportAsync(Console.Out);
    return 0;
}

if (args is ["core-device", .. var arguments])
{
    return await CoreDevice.RunAsync(arguments, Console.In, Console.Out);
}

if (args is ["webhook-device", .. var device])
{
    return await WebhookDevice.RunAsync(device, Console.In, Console.Out);
}

if (args is ["sideband-load", .. var sidebandLoad])
{
    return await SidebandLoad.RunAsync(sidebandLoad, Console.In, Console.Out);
}

if (args is ["sideband-device", .. var sidebandDevice])
{
    return await SidebandDevice.RunAsync(sidebandDevice, Console.In, Console.Out);
}

if (args is ["gateway-device", .. var gateway])
{
    return await GatewayDevice.RunAsync(gateway);
}

if (args is ["store-load", .. var load])
{
    return await StoreLoad.RunAsync(load, Console.Out);
}

// Reports go beside the other build output.
var config = DefaultConfig.Instance.WithArtifactsPath(Path.Combine("artifacts", "benchmarks"));
BenchmarkSwitcher.FromAssembly(typeof(Realtime.Benchmarks.SidebandBenchmarks).Assembly).Run(args, config);
return 0;
