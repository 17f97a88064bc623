using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.OpenAi;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Webhooks;

/// <summary>Transfers a call that we hold no SIP leg of, behind the same allow-list: what came of it is not known (<c>DESIGN.md</c> §3).</summary>
internal sealed class VendorTransfer(TransferAllowList allowList, RealtimeCallsClient client, TimeProvider time)
{
    private const int MaxText = 1_000;
    private const string NotReported = "The vendor has sent REFER; it does not report what comes of it.";

    public async Task<TransferResult> RunAsync(Call call, Target target, RealtimeCallId id, TransferRequest request, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        call.Record(new TransferRequested(request.AskedBy, request.Who, Cap(request.Target), request.Summary is { } summary ? Cap(summary) : null));
        var verdict = call is { Decision: { } decision, Agent: { } agent }
            ? allowList.Check(decision.PolicyVersion, agent, request)
            : new TransferVerdict(null, "The call has no agent.");
        var result = verdict.Address is { } address
            ? await ReferAsync(call, target, id, address, cancellationToken)
            : TransferResult.NotAllowed(verdict.Why ?? "");
        result = result with { Duration = time.GetElapsedTime(started) };
        var milliseconds = result.Duration.TotalMilliseconds;
        call.Record(result.HasLeft
            ? new TransferCompleted(TransferMode.Vendor, verdict.Address!.ToString(), Confirmed: false, null, result.Reason, milliseconds)
            : new TransferFailed(result.Mode, result.Status, result.SipStatus, result.Reason, milliseconds, Final: true));
        return result;
    }

    private async Task<TransferResult> ReferAsync(Call call, Target target, RealtimeCallId id, TransferAddress address, CancellationToken cancellationToken)
    {
        var answer = await client.ReferAsync(target, id, call.Id, address.ToString(), cancellationToken);
        return answer.Result == CallCommandResult.Done
            ? new TransferResult(TransferStatus.Unconfirmed, TransferMode.Vendor, null, NotReported, TimeSpan.Zero)
            : new TransferResult(TransferStatus.Failed, TransferMode.Vendor, null, $"the vendor refused: {answer.Result}", TimeSpan.Zero);
    }

    private static string Cap(string text) => text.Length <= MaxText ? text : text[..MaxText];
}
