using Microsoft.Extensions.DependencyInjection;
using Realtime.Benchmarks.Webhooks;
using Realtime.SipGateway;
using Realtime.SipGateway.Calls;

namespace Realtime.Benchmarks;

/// <summary>
/// The whole gateway by the settings of its folder, as <c>load/gateway_bench.py --event-log none</c> drives it: events and records of calls are made and
/// forgotten, everything else is the product, so that the difference to it is what the event log costs.
/// </summary>
internal static class GatewayDevice
{
    public static async Task<int> RunAsync(string[] arguments)
    {
        await using var gateway = GatewayHost.Build(arguments, services: static services => services.AddSingleton<ICallEventLog>(new ForgetfulStore()));
        await gateway.RunAsync();
        return 0;
    }
}
