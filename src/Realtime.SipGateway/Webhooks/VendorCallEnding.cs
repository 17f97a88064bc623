using Realtime.SipGateway.Calls;
using Realtime.SipGateway.OpenAi;

namespace Realtime.SipGateway.Webhooks;

/// <summary>Ends calls at the vendor by its REST API (P2).</summary>
internal sealed class VendorCallEnding(RealtimeCallsClient client, ILogger<VendorCallEnding> log)
{
    /// <summary>
    /// For a call of which it is not known whether it still rings or was accepted: a session costs money, so it is hung up first; a call that
    /// only rings has none and is rejected. True when it is over or under way to its end; false when the vendor could not be reached.
    /// </summary>
    /// <param name="target">The vendor.</param>
    /// <param name="id">Its call.</param>
    /// <param name="call">Ours; null: not known.</param>
    /// <param name="giveUp">Nothing is tried again from then on; what is under way goes on to its time limit.</param>
    public async Task<bool> EndAsync(Target target, RealtimeCallId id, CallId? call, CancellationToken giveUp = default)
    {
        var answer = await client.HangUpAsync(target, id, call, giveUp);
        if (answer.Result == CallCommandResult.Gone)
        {
            answer = await client.RejectAsync(target, id, call, sipStatus: 603, giveUp);
        }

        return IsOver(target, id, answer);
    }

    /// <summary>For an accepted call.</summary>
    public async Task<bool> HangUpAsync(Target target, RealtimeCallId id, CallId? call) =>
        IsOver(target, id, await client.HangUpAsync(target, id, call, CancellationToken.None));

    private bool IsOver(Target target, RealtimeCallId id, CallCommandAnswer answer)
    {
        if (!answer.IsOver)
        {
            log.NotEnded(target.Name, id, answer.Result);
        }

        return answer.IsOver;
    }
}
