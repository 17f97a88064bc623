using Realtime.SipGateway.Sideband;

namespace Realtime.SipGateway.Tests.Sideband;

/// <summary>Parts that every test of the sideband needs.</summary>
internal static class TestSidebands
{
    public static SidebandMetrics Metrics() => new(TestMeters.Factory);
}
