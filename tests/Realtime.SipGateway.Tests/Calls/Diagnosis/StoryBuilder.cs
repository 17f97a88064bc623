using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Diagnosis;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Tests.Calls.Diagnosis;

/// <summary>The events of a call, told with seconds since its begin.</summary>
internal sealed class StoryBuilder
{
    private static readonly DateTimeOffset Start = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
    private readonly List<CallEvent> _events = [];

    public CallId Call { get; } = CallId.Parse("call_0193490f5b5a7c2e8d4a3b2c1d0e9f8a");

    public IReadOnlyList<CallEvent> Events => _events;

    public static StoryBuilder Arrived() => new StoryBuilder().At(0, new InviteReceived(
        "carrier", "203.0.113.9:5060", "udp", "+15550100", "+4930123456", "Mrs. Secret", "abc@carrier", "srtp"));

    /// <summary>Answered after 0.4 s, the agent's greeting heard at 1 s.</summary>
    public static StoryBuilder Talking() => Arrived()
        .At(0.01, new DecisionMade(CallDecision.Accept("support", "v1", "front-desk", "openai", ["rule support: matched"])))
        .At(0.02, new AttemptStarted(1, "openai", "sip:proj@openai", "192.0.2.1:5061", "tls", "def@gateway"))
        .At(0.4, new CallAnswered(1, "srtp", 400))
        .At(0.5, new SidebandReady("gpt-realtime-2.1", "marin"))
        .At(1, new AgentAudioStarted("r1", null));

    public StoryBuilder At(double seconds, CallEventData data)
    {
        _events.Add(new CallEvent(Call, _events.Count + 1, Start + TimeSpan.FromSeconds(seconds), "node-1", data));
        return this;
    }

    public StoryBuilder EndedAt(double seconds, CallOutcome outcome) => At(seconds, new CallEnded(outcome));

    public StoryBuilder HungUpAt(double seconds) => At(seconds, new ByeReceived("caller", null)).EndedAt(seconds, CallOutcome.CallerHungUp);

    public CallDiagnosis Diagnose() => CallDiagnostician.Diagnose(Call, _events);
}
