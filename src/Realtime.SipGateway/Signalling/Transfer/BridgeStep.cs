using Realtime.Sip.B2bua;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Signalling.Targets;

namespace Realtime.SipGateway.Signalling.Transfer;

/// <summary>Calls the target through the trunk's peers and connects the caller to it; the call stays with us.</summary>
internal static class BridgeStep
{
    public static Task<TransferStep> RunAsync(TransferContext context, TransferAddress target, string? summary, CancellationToken cancellationToken) =>
        TransferRoutes.TryAsync(context, target, way => TryAsync(context, way, summary, cancellationToken), cancellationToken);

    private static async Task<TransferTry> TryAsync(TransferContext context, RouteCandidate way, string? summary, CancellationToken cancellationToken)
    {
        var wasHeard = false;
        var request = new B2buaBridgeRequest
        {
            Target = new B2buaTarget
            {
                Uri = way.Uri,
                Destination = way.Destination,
                From = context.CallerId(),
                Credentials = context.Credentials,
                Session = context.Carrier.SessionTimer.ToOptions(),
                Headers = context.Brief(summary),
            },
            Flow = context.Options.BridgeFlow,
            AnswerTimeout = TimeSpan.FromMilliseconds(context.Options.AnswerTimeoutMs),
            OnProgress = status =>
            {
                wasHeard = true;
                context.Progressed(TransferMode.Bridge, status);
            },
        };
        var result = await context.Legs.BridgeAsync(request, cancellationToken);
        return new TransferTry(Describe(result), HealthOf(result), wasHeard || result.Status is B2buaBridgeStatus.Refused or B2buaBridgeStatus.NotInCall);
    }

    private static DialStatus HealthOf(B2buaBridgeResult result) => result.Status switch
    {
        B2buaBridgeStatus.Unreachable => result.StatusCode > 0 ? DialStatus.TimedOut : DialStatus.TransportFailed,
        B2buaBridgeStatus.NoAnswer => DialStatus.TimedOut,
        B2buaBridgeStatus.Abandoned or B2buaBridgeStatus.NotInCall => DialStatus.CallEnded,
        _ => DialStatus.Answered,
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
