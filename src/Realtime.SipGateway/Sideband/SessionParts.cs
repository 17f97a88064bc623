using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules.Instructions;
using Realtime.SipGateway.Sideband.Guardrails;
using Realtime.SipGateway.Sideband.Settings;
using Realtime.SipGateway.Sideband.Talk;
using Realtime.SipGateway.Sideband.Tools;
using Realtime.SipGateway.Sideband.Transcripts;

namespace Realtime.SipGateway.Sideband;

/// <summary>What the features of a conversation work with.</summary>
/// <param name="Call">The call.</param>
/// <param name="Agent">The agent that the conversation begins with.</param>
/// <param name="Mine">That agent as this call has it: overrides of the rule applied, slots filled.</param>
/// <param name="Services">What all conversations share.</param>
/// <param name="Options">Section <c>Sideband</c>.</param>
/// <param name="Sequencer">Who wants the agent to speak asks here.</param>
/// <param name="Outbox">Messages to the service.</param>
/// <param name="Deadlines">Timers, one of each kind.</param>
/// <param name="Speech">What the agent says.</param>
/// <param name="Caller">What the caller says.</param>
/// <param name="Guard">Stops what the agent must not say.</param>
/// <param name="CallerGuard">Answers what the caller must not say.</param>
/// <param name="Tools">Tools that run.</param>
/// <param name="Exit">The way out of the conversation by policy.</param>
/// <param name="Asks">Questions to the model beside the conversation.</param>
/// <param name="Settings">The session as it should be.</param>
/// <param name="Time">The clock.</param>
/// <param name="Wake">Makes the loop look around.</param>
/// <param name="Stopping">The gateway stops or the call is left to another process.</param>
internal sealed record SessionParts(
    Call Call, SidebandAgent Agent, CallAgent Mine, SidebandServices Services, SidebandOptions Options, ResponseSequencer Sequencer, Outbox Outbox,
    Deadlines Deadlines, AgentSpeech Speech, CallerSpeech Caller, SpeechGuard Guard, CallerGuard CallerGuard, ToolLoop Tools, CallExit Exit, OutOfBandAsks Asks, SessionSettings Settings, TimeProvider Time, Action Wake,
    CancellationToken Stopping);
