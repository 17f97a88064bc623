using Realtime.Sip.B2bua;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Signalling.Targets;

namespace Realtime.SipGateway.Signalling.Transfer;

/// <summary>
/// Attended transfer (RFC 5589 §7): a consultation call finds out that somebody answers, then the carrier is asked to connect the caller in its
/// place (REFER with Replaces, RFC 3891). The agent stays with the caller until the carrier reports success.
/// </summary>
internal static class AttendedStep
{
    /// <summary>Who was replaced hangs the consultation up itself; one who does not is hung up.</summary>
    private static readonly TimeSpan ReplacedTime = TimeSpan.FromSeconds(2);

    public static Task<TransferStep> RunAsync(
        TransferContext context, TransferAddress target, string? summary, Action<int>? onLate, CancellationToken cancellationToken) =>
        TransferRoutes.TryAsync(context, target, way => TryAsync(context, way, summary, onLate, cancellationToken), cancellationToken);

    private static async Task<TransferTry> TryAsync(
        TransferContext context, RouteCandidate way, string? summary, Action<int>? onLate, CancellationToken cancellationToken)
    {
        var wasHeard = false;
        var invite = Invite(context, way, summary) with
        {
            OnProvisional = response =>
            {
                wasHeard = true;
                context.Progressed(TransferMode.Attended, response.StatusCode);
            },
        };
        var (consultation, isLate) = await ConsultAsync(context, invite, cancellationToken);
        if (consultation.IsAnswered)
        {
            return new TransferTry(await ReplaceAsync(context, consultation, onLate, cancellationToken), DialStatus.Answered, WasHeard: true);
        }

        var outcome = consultation.Outcome;
        var health = outcome.Kind switch
        {
            ClientTransactionEventKind.Final => DialStatus.Rejected,
            ClientTransactionEventKind.Timeout => DialStatus.TimedOut,
            _ => isLate ? DialStatus.TimedOut : DialStatus.TransportFailed,
        };
        return new TransferTry(Describe(outcome, isLate), health, wasHeard || outcome.Kind == ClientTransactionEventKind.Final);
    }

    /// <summary>Rings until somebody answers, the time is over, or the call is.</summary>
    private static async Task<(UacCall Call, bool IsLate)> ConsultAsync(TransferContext context, UacInvite invite, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(context.Options.AnswerTimeoutMs), context.Services.Time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken, context.Call.Ended);
        var call = await UacCall.InviteAsync(context.Dialogs, invite, any.Token);
        return (call, patience.IsCancellationRequested);
    }

    private static async Task<TransferStep> ReplaceAsync(TransferContext context, UacCall consultation, Action<int>? onLate, CancellationToken cancellationToken)
    {
        context.Progressed(TransferMode.Attended, 200);
        var step = TransferStep.Failed(0, "the target hung up at once", triesNext: false);
        if (consultation.Snapshot is { } dialog && !consultation.Ended.IsCompleted)
        {
            step = await ReferStep.RunAsync(context, ReferTo(dialog), TransferMode.Attended, onLate, cancellationToken);
        }

        if (step.Status is TransferStatus.Completed or TransferStatus.Unconfirmed)
        {
            await Task.WhenAny(consultation.Ended, Task.Delay(ReplacedTime, context.Services.Time, CancellationToken.None));
        }

        await consultation.HangUpAsync();
        return step;
    }

    /// <summary>The tags as the target knows them: its own is the To tag (RFC 3891 §3).</summary>
    private static string ReferTo(DialogSnapshot dialog)
    {
        var tag = NameAddress.Parse(dialog.Remote).Tag;
        var ours = NameAddress.Parse(dialog.Local).Tag;
        var replaces = Uri.EscapeDataString($"{dialog.CallId};to-tag={tag};from-tag={ours}");
        return $"<{SipUri.Parse(dialog.RemoteTarget).WithoutHeaders()}?Replaces={replaces}>";
    }

    private static UacInvite Invite(TransferContext context, RouteCandidate way, string? summary) => new()
    {
        Uri = way.Uri,
        From = context.CallerId(),
        Destination = way.Destination,
        Credentials = context.Credentials,
        Body = ConsultationOffer.From(context.Legs.CallerBody),
        Headers = context.Brief(summary),
    };

    private static TransferStep Describe(ClientTransactionEvent outcome, bool isLate) => outcome switch
    {
        _ when isLate => TransferStep.Failed(408, "nobody answered", triesNext: false),
        { Kind: ClientTransactionEventKind.Final, Response: { } response } =>
            TransferStep.Failed(response.StatusCode, response.ReasonPhrase, triesNext: !TransferStep.IsTargetsNo(response.StatusCode)),
        _ => TransferStep.Failed(0, "the carrier cannot be reached", triesNext: true),
    };
}
