using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Realtime.SipGateway.Tests;

/// <summary>
/// Where metrics that a test does not look at go. One for all: each instrument lives for as long as its factory, and an exporter of another test
/// in this process would collect thousands of them.
/// </summary>
internal static class TestMeters
{
    public static IMeterFactory Factory { get; } = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
}
