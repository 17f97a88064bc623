using Realtime.Sip.B2bua;
using Realtime.Sip.Messages;
using Realtime.Sip.Transports;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Signalling;

/// <summary>Puts what happens on the two legs into the words of the call's event log.</summary>
internal sealed class LegEvents(Call call)
{
    private const int MaxReason = 256;

    /// <summary>Number of the attempt that the next events belong to.</summary>
    public int Attempt { get; private set; }

    private string _target = "";
    private SipDestination? _destination;

    /// <summary>The next INVITE goes there.</summary>
    public void Begin(int attempt, string target, SipDestination? destination) => (Attempt, _target, _destination) = (attempt, target, destination);

    public void Record(B2buaEvent happened)
    {
        if (Describe(happened) is { } data)
        {
            call.Record(data);
        }
    }

    private CallEventData? Describe(B2buaEvent happened) => happened.Kind switch
    {
        B2buaEventKind.Ringing => new Ringing(),
        B2buaEventKind.InviteSent => new AttemptStarted(
            Attempt,
            _target,
            (happened.Message as SipRequest)?.RequestUri.ToString() ?? "",
            _destination?.EndPoint.ToString() ?? "",
            _destination?.Kind.ToString().ToLowerInvariant() ?? "",
            happened.Message?.CallId ?? ""),
        B2buaEventKind.Provisional => new AttemptProgressed(Attempt, happened.Status),
        B2buaEventKind.Answered => new CallAnswered(
            Attempt, happened.Message is { } answer ? OfferCheck.SecurityOf(answer) : null, (happened.At - call.StartedAt).TotalMilliseconds),
        B2buaEventKind.CallerAcknowledged => new CallAcknowledged(),
        B2buaEventKind.ByeReceived => new ByeReceived(Leg(happened.Side), Reason(happened.Message)),
        B2buaEventKind.ByeSent => new ByeSent(Leg(happened.Side), Reason(happened.Message)),
        B2buaEventKind.Refreshed or B2buaEventKind.SessionRefreshed => new DialogRefreshed(Leg(happened.Side), Method(happened.Message), 200),
        B2buaEventKind.OfferAnswered => new DialogRefreshed(Leg(happened.Side), Method(happened.Message), 200),
        B2buaEventKind.OfferRefused => new DialogRefreshed(Leg(happened.Side), Method(happened.Message), happened.Status),
        B2buaEventKind.MediaDiverged => new CallFault("media_diverged", $"the {Leg(happened.Side)} leg answered a repeated offer with new media"),
        B2buaEventKind.StrayAnswered => new CallFault("stray_answer", $"a late or second answer of {_target} was hung up"),
        _ => null,
    };

    public static string Leg(B2buaSide side) => side == B2buaSide.Caller ? "caller" : "target";

    private static string Method(SipMessage? message) => message switch
    {
        SipRequest request => request.Method.Name,
        SipResponse response => response.CSeq.Method.Name,
        _ => "INVITE",
    };

    private static string? Reason(SipMessage? message) =>
        message?.Headers.First(SipHeaderId.Reason) is { } reason ? reason[..Math.Min(reason.Length, MaxReason)] : null;
}
