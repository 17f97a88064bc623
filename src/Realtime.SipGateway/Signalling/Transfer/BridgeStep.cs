using Realtime.Sip.B2bua;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Sip.Transports;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Signalling.Transfer;

/// <summary>Calls the target through the trunk's peers and connects the caller to it; the call stays with us.</summary>
internal static class BridgeStep
{
    /// <summary>A resolver that takes longer is as good as none.</summary>
    private static readonly TimeSpan LookupTime = TimeSpan.FromSeconds(3);

    public static async Task<TransferStep> RunAsync(TransferContext context, TransferAddress target, string? summary, CancellationToken cancellationToken)
    {
        var step = TransferStep.Failed(0, "the trunk has no peer to call targets through", triesNext: true);
        foreach (var peer in context.Peers)
        {
            if (await ResolveAsync(context.Dialogs, peer, context.Services.Time, cancellationToken) is not { } destination)
            {
                step = TransferStep.Failed(0, $"{peer.Host} has no address", triesNext: true);
                continue;
            }

            var result = await context.Legs.BridgeAsync(Request(context, target, peer, destination, summary), cancellationToken);
            step = Describe(result);
            if (result.Status != B2buaBridgeStatus.Unreachable && result is not { Status: B2buaBridgeStatus.Refused, StatusCode: 503 })
            {
                break;
            }
        }

        return step;
    }

    /// <summary>The address of a peer; null when it has none, or none in time.</summary>
    public static async Task<SipDestination?> ResolveAsync(DialogLayer dialogs, SipUri peer, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(LookupTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var found = await dialogs.Transactions.Transports.Resolver.ResolveAsync(peer, either.Token);
            return found.Count == 0 ? null : found.Reverse().Aggregate((next, before) => before with { Fallback = next });
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private static B2buaBridgeRequest Request(TransferContext context, TransferAddress target, SipUri peer, SipDestination destination, string? summary) => new()
    {
        Target = new B2buaTarget
        {
            Uri = TransferContext.RequestUri(target, peer),
            Destination = destination,
            From = context.CallerId(),
            Credentials = context.Credentials,
            Session = context.Carrier.SessionTimer.ToOptions(),
            Headers = context.Brief(summary),
        },
        Flow = context.Options.BridgeFlow,
        AnswerTimeout = TimeSpan.FromMilliseconds(context.Options.AnswerTimeoutMs),
        OnProgress = status => context.Progressed(TransferMode.Bridge, status),
    };

    private static TransferStep Describe(B2buaBridgeResult result) => result.Status switch
    {
        B2buaBridgeStatus.Connected => new(TransferStatus.Completed, result.StatusCode, result.Reason),
        B2buaBridgeStatus.Refused => TransferStep.Failed(result.StatusCode, result.Reason, triesNext: !TransferStep.IsTargetsNo(result.StatusCode)),
        B2buaBridgeStatus.NoAnswer => TransferStep.Failed(result.StatusCode, "nobody answered", triesNext: false),
        B2buaBridgeStatus.Unreachable => TransferStep.Failed(result.StatusCode, "the carrier cannot be reached", triesNext: true),
        B2buaBridgeStatus.MediaRefused => TransferStep.Failed(result.StatusCode, result.Reason, triesNext: true),
        B2buaBridgeStatus.TargetHungUp => TransferStep.Failed(0, "the target hung up at once", triesNext: false),
        B2buaBridgeStatus.CallerRefused => TransferStep.Failed(result.StatusCode, "the caller's side did not take the new media", triesNext: true),
        B2buaBridgeStatus.Abandoned => TransferStep.Failed(0, "given up", triesNext: false),
        _ => TransferStep.Failed(0, "the call has ended", triesNext: false),
    };
}
