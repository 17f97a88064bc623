using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;
using Realtime.Benchmarks;

if (args is ["open-calls"])
{
    await OpenCalls.ReportAsync(Console.Out);
    return;
}

// Reports go beside the other build output.
var config = DefaultConfig.Instance.WithArtifactsPath(Path.Combine("artifacts", "benchmarks"));
BenchmarkSwitcher.FromAssembly(typeof(Realtime.Benchmarks.SidebandBenchmarks).Assembly).Run(args, config);
