using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Running;

// Reports go beside the other build output.
var config = DefaultConfig.Instance.WithArtifactsPath(Path.Combine("artifacts", "benchmarks"));
BenchmarkSwitcher.FromAssembly(typeof(Realtime.Benchmarks.SidebandBenchmarks).Assembly).Run(args, config);
