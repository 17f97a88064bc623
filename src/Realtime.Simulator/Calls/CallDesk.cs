using Microsoft.Extensions.Options;
using Realtime.Simulator.Conversation;
using Realtime.Simulator.Script;
using Realtime.Simulator.Settings;
using Realtime.Simulator.Story;

namespace Realtime.Simulator.Calls;

/// <summary>Opens calls, gives them their session, and closes them: the one place where a call changes its state.</summary>
internal sealed class CallDesk(
    CallTable table, IOptions<SimulatorOptions> options, ScriptLibrary scripts, Timeline timeline, TimeProvider time, ILogger<CallDesk> logger)
{
    /// <summary>A call arrives and rings; null when there are too many.</summary>
    public SimulatedCall? Ring(ICallLeg leg)
    {
        var call = new SimulatedCall(Ids.NewHex("rtc_u1_", 32), leg, time);
        if (!table.TryAdd(call))
        {
            return null;
        }

        logger.Rings(call.Id, leg.Kind);
        timeline.Add(call.Id, leg.Kind, "rings");
        return call;
    }

    /// <summary>Gives a call its session; <see cref="SimulatedCall.TryDecide"/> was won before.</summary>
    public void Accept(SimulatedCall call, Func<string, long, SessionSettings> makeSettings)
    {
        var settings = options.Value;
        var isSip = call.Leg.Kind != "webrtc";
        var context = new SessionContext
        {
            CallId = call.Id,
            Time = time,
            Timeline = timeline,
            Violations = call.Violations,
            Script = scripts.Current,
            Logger = logger,
            PlaysByClock = !call.Leg.Sends,
            CallerFollowsScript = call.Leg is BareLeg,
            Pace = call.Leg is BareLeg ? settings.Pace : 1,
            WordInterval = settings.WordInterval,
            Length = settings.SessionLength,
            SendsSessionCreated = isSip ? settings.SessionCreated : settings.WebRtcSessionCreated,
        };
        var id = "sess_" + call.Id[(call.Id.IndexOf('_', StringComparison.Ordinal) + 1)..];
        var session = new ModelSession(context, makeSettings(id, (time.GetUtcNow() + settings.SessionLength).ToUnixTimeSeconds()));
        session.Expired += () => _ = HangUpAsync(call, "session expired");
        call.Accept(session);
        if (call.State == CallState.Ended)
        {
            session.End();
        }

        logger.Accepted(call.Id, session.Settings.Model);
        timeline.Add(call.Id, "rest", "accepted", session.Settings.Model);
    }

    /// <summary>The call is over.</summary>
    public void End(SimulatedCall call, string reason)
    {
        if (call.End(reason))
        {
            table.NoteEnded(call);
            logger.Ended(call.Id, reason);
            timeline.Add(call.Id, call.Leg.Kind, "ended", reason);
        }
    }

    /// <summary>The simulator stops: every call ends, and with it every sideband.</summary>
    public Task StopAsync() => Task.WhenAll(
        table.All.Where(call => call.State != CallState.Ended).Select(call => HangUpAsync(call, "the simulator stops")));

    /// <summary>Ends the call towards the caller too.</summary>
    public async Task HangUpAsync(SimulatedCall call, string reason)
    {
        End(call, reason);
        await call.Leg.HangUpAsync();
    }
}
