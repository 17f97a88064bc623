using System.Collections.Concurrent;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.OpenAi;

namespace Realtime.SipGateway.Webhooks;

/// <summary>
/// Keeps P2 where SIP cannot: a session whose attempt was given up, or that the caller has left without the vendor having heard so on its leg (the
/// connection broke, BYE or CANCEL was not answered), is ended by API within a second.
/// </summary>
internal sealed class VendorSessions(TargetCatalog targets, VendorCallEnding ending, AdmissionQueue queue, TimeProvider time) : ICallObserver
{
    /// <summary>For the sideband's last events, the BYE and its answer; with the API request it stays within a second.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(700);

    private readonly ConcurrentDictionary<CallId, (string Target, RealtimeCallId Session)> _sessions = new();

    public void OnChanged(Call call, CallState state)
    {
        if (call.Facts.Source != CallSourceKind.Sip)
        {
            return;
        }

        switch (state)
        {
            case CallState.Accepting or CallState.Accepted when call.Target is { } target && call.Progress.RealtimeCallId is { } session:
                Watch(call, target, session);
                break;
            case CallState.Dialing when _sessions.TryRemove(call.Id, out var given):
                queue.RunAnyway(() => EndAsync(call, given.Target, given.Session));
                break;
            case CallState.HandedOver:
                _sessions.TryRemove(call.Id, out _);
                break;
        }
    }

    /// <summary>The agent leaves with the end of the call, or before it when the caller is connected to somebody else.</summary>
    private void Watch(Call call, string target, RealtimeCallId session)
    {
        var isWatched = _sessions.ContainsKey(call.Id);
        _sessions[call.Id] = (target, session);
        if (!isWatched)
        {
            call.AgentLeft.Register(() =>
            {
                if (_sessions.TryRemove(call.Id, out var left))
                {
                    queue.RunAnyway(() => EndUnlessToldAsync(call, left.Target, left.Session));
                }
            });
        }
    }

    private async Task EndUnlessToldAsync(Call call, string target, RealtimeCallId session)
    {
        using var told = new CancellationTokenSource();
        var late = Task.Delay(Grace, time, told.Token);
        if (await Task.WhenAny(call.VendorLegEnded, late) == late)
        {
            await EndAsync(call, target, session);
        }

        await told.CancelAsync();
    }

    private async Task EndAsync(Call call, string target, RealtimeCallId session)
    {
        if (targets.TryGet(target, out var known) && !await ending.EndAsync(known, session, call.Id))
        {
            call.Record(new CallFault("session_left", $"Session {session} of {target} could not be ended by API; it lives on until its own limit."));
        }
    }
}
