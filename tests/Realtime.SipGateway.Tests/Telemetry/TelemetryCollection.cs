using Xunit;

namespace Realtime.SipGateway.Tests.Telemetry;

/// <summary>Activity sources and meters are the process's: whoever reads all that is exported runs alone.</summary>
[CollectionDefinition(nameof(TelemetryCollection), DisableParallelization = true)]
public sealed class TelemetryCollection;
