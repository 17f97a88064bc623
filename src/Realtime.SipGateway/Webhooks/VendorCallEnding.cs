using Realtime.SipGateway.Calls;
using Realtime.SipGateway.OpenAi;

namespace Realtime.SipGateway.Webhooks;

/// <summary>Ends calls at the vendor by its REST API (P2).</summary>
internal sealed class VendorCallEnding(RealtimeCallsClient client, ILogger<VendorCallEnding> log)
{
    /// <summary>
    /// For a call of which it is not known whether it still rings or was accepted. True when it is over or under way to its end; false when
    /// the vendor could not be reached in all tries.
    /// </summary>
    public async Task<bool> EndAsync(Target target, RealtimeCallId id, CallId? call)
    {
        var rejected = await client.RejectAsync(target, id, call, sipStatus: 603, CancellationToken.None);

        // Reject fails for an accepted call; whatever it said, a hang-up that finds nothing does no harm.
        return rejected.Result == CallCommandResult.Done || await HangUpAsync(target, id, call);
    }

    /// <summary>For an accepted call.</summary>
    public async Task<bool> HangUpAsync(Target target, RealtimeCallId id, CallId? call)
    {
        var answer = await client.HangUpAsync(target, id, call, CancellationToken.None);
        if (!answer.IsOver)
        {
            log.NotEnded(target.Name, id, answer.Result);
        }

        return answer.IsOver;
    }
}
