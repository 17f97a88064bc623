using Realtime.Sip.B2bua;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Signalling.Targets;

namespace Realtime.SipGateway.Signalling.Transfer;

/// <summary>The ways to a transfer target through the trunk's peers, one after the other; peers that are down come last and are not all tried.</summary>
internal static class TransferRoutes
{
    /// <param name="context">The call.</param>
    /// <param name="target">Whom to reach.</param>
    /// <param name="tryOne">Tries one way: how it came out, how that reads for the peer's health, and whether anything was heard of it.</param>
    /// <param name="cancellationToken">Ends the lookups.</param>
    public static async Task<TransferStep> TryAsync(
        TransferContext context, TransferAddress target, Func<RouteCandidate, Task<TransferTry>> tryOne, CancellationToken cancellationToken)
    {
        var ways = await context.Services.Routes.ToTrunkAsync(context.CarrierName, target.ToString(), cancellationToken);
        var step = TransferStep.Failed(0, "no peer of the trunk has an address", triesNext: true);
        for (var index = 0; index < ways.Count && !context.Call.Ended.IsCancellationRequested; index++)
        {
            if (index + 1 < ways.Count && !ways[index].TryTake())
            {
                continue;
            }

            var tried = await tryOne(ways[index]);
            ways[index].Report(new DialResult(tried.Health), tried.WasHeard);
            step = tried.Step;
            if (tried.WasHeard && step.SipStatus != 503)
            {
                break;
            }
        }

        return step;
    }
}
