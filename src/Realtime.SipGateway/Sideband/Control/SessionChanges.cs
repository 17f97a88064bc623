using Realtime.SipGateway.Calls.Conversation;
using Realtime.SipGateway.OpenAi;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Rules.Instructions;

namespace Realtime.SipGateway.Sideband.Control;

/// <summary>
/// Lays what commands changed over the agent's session, and over what it may do here. It goes with the call to another connection, session or process;
/// another agent that takes the call over begins as its policy has it.
/// </summary>
internal sealed class SessionChanges(SessionParts parts) : SessionFeature
{
    private SidebandAgent _agent = parts.Agent;
    private AgentDefinition _mine = parts.Mine.Definition;
    private bool _isSwitched = parts.Call.EarlierAgents.Count > 0;
    private bool _changedTurns;
    private bool _isOpen;

    public override void Opened(bool again)
    {
        // From then on the settings say it anew on each connection.
        if (!_isOpen && parts.Call.Changes is { } changes and not { Instructions: null, Tools: null, TurnDetection: null })
        {
            Apply(changes);
        }

        _isOpen = true;
    }

    public override void SwitchTo(SidebandAgent agent)
    {
        (_agent, _mine, _isSwitched, _changedTurns) = (agent, CallAgent.Of(agent.Definition, null, parts.Call.Facts).Definition, true, false);
        if (parts.Call.Changes is { } changes)
        {
            parts.Call.Changes = new ConversationChanges(Images: changes.Images);
        }
    }

    /// <summary>Takes a change; only tools that the agent has anyway can be left to it.</summary>
    public ConversationAnswer Update(ConversationCommand.Update update)
    {
        if (update.Tools?.FirstOrDefault(name => !_mine.Tools.Contains(name, StringComparer.Ordinal)) is { } stranger)
        {
            return new ConversationAnswer(ConversationStatus.Refused, $"{stranger} is no tool of the agent {_agent.Name}.");
        }

        var before = parts.Call.Changes ?? new ConversationChanges();
        before = update.Reset ? new ConversationChanges(Images: before.Images) : before;
        var changes = before with
        {
            Instructions = update.Instructions ?? before.Instructions,
            Tools = update.Tools ?? before.Tools,
            TurnDetection = update.TurnDetection ?? before.TurnDetection,
        };
        parts.Call.Changes = changes;
        Apply(changes);
        return ConversationAnswer.Done;
    }

    private void Apply(ConversationChanges changes)
    {
        _changedTurns |= changes.TurnDetection is not null;
        var definition = _mine with
        {
            Instructions = changes.Instructions ?? _mine.Instructions,
            Tools = changes.Tools ?? _mine.Tools,
            TurnDetection = changes.TurnDetection is { } turns ? Definition(turns, _mine.TurnDetection) : _mine.TurnDetection,
        };
        parts.Tools.Restrict(changes.Tools);
        parts.Settings.Replace(_isSwitched
            ? AgentSession.ForHandOff(_agent.Document, definition, parts.Services.Hosted)
            : AgentSession.ForChange(_agent.Document, definition, _changedTurns, parts.Services.Hosted));
    }

    private static TurnDetectionDefinition Definition(TurnDetectionChange turns, TurnDetectionDefinition? mine) => new()
    {
        Type = turns.Type ?? new TurnDetectionDefinition().Type,
        Eagerness = turns.Eagerness,
        Threshold = turns.Threshold,
        PrefixPaddingMs = turns.PrefixPaddingMs,
        SilenceDurationMs = turns.SilenceDurationMs,
        InterruptResponse = turns.InterruptResponse ?? mine?.InterruptResponse ?? true,
    };
}
