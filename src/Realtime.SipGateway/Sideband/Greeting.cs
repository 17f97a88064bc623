using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules.Instructions;

namespace Realtime.SipGateway.Sideband;

/// <summary>
/// The agent's first words: once, when the session is ready and the caller's ACK is in; not when the agent has already begun to speak,
/// because the caller was faster.
/// </summary>
internal sealed class Greeting(Call call, CallAgent agent, ResponseSequencer sequencer)
{
    private bool _isSettled = agent.Definition.Greeting is null || call.IsTakenOver;
    private bool _sessionIsReady;

    public void SessionIsReady() => _sessionIsReady = true;

    public void Check()
    {
        if (_isSettled || !_sessionIsReady || !call.ReadyToTalk.IsCompletedSuccessfully)
        {
            return;
        }

        _isSettled = true;
        if (!sequencer.HasBegun)
        {
            sequencer.Ask(new ResponseRequest(agent.GreetingHoldsCallerData
                ? $"{CallAgent.Notice} Greet the caller now. Say exactly these words and nothing else, each value as plain words and without its marks, null as nothing: \"{agent.Definition.Greeting}\""
                : $"Greet the caller now. Say exactly these words and nothing else: \"{agent.Definition.Greeting}\""));
        }
    }
}
