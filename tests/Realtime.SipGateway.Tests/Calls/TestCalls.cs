using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Tests.Calls;

/// <summary>Parts that every test of calls needs.</summary>
internal static class TestCalls
{
    public static CallMetrics Metrics() => new(TestMeters.Factory);
}
