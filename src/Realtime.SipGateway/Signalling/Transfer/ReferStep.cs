using Realtime.Sip.B2bua;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Signalling.Transfer;

/// <summary>Asks the carrier by REFER to connect the caller itself (RFC 5589 §6: basic transfer), and believes what it reports.</summary>
internal static class ReferStep
{
    /// <param name="context">The call.</param>
    /// <param name="referTo">The value of Refer-To.</param>
    /// <param name="mode">For the log: by itself, or to end an attended transfer.</param>
    /// <param name="onLate">Told when the carrier reports after the wait was over.</param>
    /// <param name="cancellationToken">Gives the wait up.</param>
    public static async Task<TransferStep> RunAsync(
        TransferContext context, string referTo, TransferMode mode, Action<int>? onLate, CancellationToken cancellationToken)
    {
        var request = new B2buaReferRequest
        {
            ReferTo = referTo,
            Headers = [context.ReferredBy()],
            NotifyTimeout = TimeSpan.FromMilliseconds(context.Options.NotifyTimeoutMs),
            Timeout = TimeSpan.FromMilliseconds(context.Options.ReferTimeoutMs),
            OnProgress = status => context.Progressed(mode, status),
            OnLateOutcome = onLate,
        };
        return Describe(await context.Legs.ReferCallerAsync(request, cancellationToken));
    }

    private static TransferStep Describe(B2buaReferResult result) => result.Status switch
    {
        B2buaReferStatus.Succeeded => new(TransferStatus.Completed, result.StatusCode, result.Reason),
        B2buaReferStatus.TakenOver => new(TransferStatus.Unconfirmed, null, "the carrier accepted and hung up without a report"),
        B2buaReferStatus.Refused => TransferStep.Failed(result.StatusCode, result.Reason ?? "the carrier did not answer REFER", triesNext: true),
        B2buaReferStatus.Failed => TransferStep.Failed(result.StatusCode, result.Reason, triesNext: !TransferStep.IsTargetsNo(result.StatusCode)),
        B2buaReferStatus.Silent => TransferStep.Failed(0, "the carrier accepted and reported nothing", triesNext: true),

        // It rings, or rang, somewhere: a second call to the same phone helps nobody.
        B2buaReferStatus.TimedOut => TransferStep.Failed(0, "the carrier reported no outcome in time", triesNext: false),
        B2buaReferStatus.Abandoned => TransferStep.Failed(0, "given up", triesNext: false),
        _ => TransferStep.Failed(0, "the call has ended", triesNext: false),
    };
}
