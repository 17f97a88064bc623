using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Tests.Calls;

/// <summary>Parts that every test of calls needs.</summary>
internal static class TestCalls
{
    public static CallMetrics Metrics() =>
        new(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>());
}
