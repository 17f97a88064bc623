using System.Text;
using Realtime.SipGateway.Calls.Conversation;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Sideband.Talk;

/// <summary>
/// Tells the model what the caller presses outside of <c>collect_digits</c>, as one text of the caller's side for each run of keys, and lets it
/// answer. A caller who presses a key over the agent's speech has chosen: the speech stops as it would for words.
/// </summary>
internal sealed class DigitTeller(SessionParts parts, AddedItems items) : SessionFeature
{
    /// <summary>After the last key of a run; long enough to look at the next one, short enough for a menu.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1_500);

    /// <summary>Longer than any account or card number; then the run is told as it is.</summary>
    public const int MaxKeys = 32;

    /// <summary>Runs told in one call: each is an answer of the model that costs money.</summary>
    public const int MaxRuns = 100;

    private readonly StringBuilder _keys = new();
    private bool _isOn = parts.Agent.Definition.TellsDigits;
    private bool _interrupts = parts.Agent.Definition.TurnDetection?.InterruptResponse ?? true;
    private int _runs;

    public override void Take(ServerEvent received)
    {
        if (received is ServerEvent.Digit { Key: { } key }
            && _isOn && _runs < MaxRuns && !parts.Tools.TookDigit && !parts.Tools.HidesDigits && !parts.Exit.HasBegun)
        {
            Add(key);
        }
    }

    public override void Check()
    {
        if (parts.Tools.IsCollecting || parts.Exit.HasBegun)
        {
            // Keys that were pressed ahead belong to the input.
            Drop();
        }
    }

    public override void Due(Deadline deadline)
    {
        if (deadline == Deadline.Keys && _keys.Length > 0)
        {
            Tell("timeout");
        }
    }

    public override void SwitchTo(SidebandAgent agent)
    {
        _isOn = agent.Definition.TellsDigits;
        _interrupts = agent.Definition.TurnDetection?.InterruptResponse ?? true;
        Drop();
    }

    public override void CallEnded()
    {
        _isOn = false;
        Drop();
    }

    private void Add(char key)
    {
        if (key == '#' && _keys.Length > 0)
        {
            Tell("terminator");
            return;
        }

        _keys.Append(key);
        if (_keys.Length == MaxKeys)
        {
            Tell("length");
        }
        else
        {
            parts.Deadlines.Set(Deadline.Keys, Pause);
        }
    }

    private void Tell(string endedBy)
    {
        _runs++;
        parts.Call.Record(new DigitsTold(_keys.Length, endedBy));
        Interrupt();
        items.AddText(ConversationRole.User, $"The caller pressed {string.Join(' ', _keys.ToString().AsEnumerable())} on the keypad.");
        parts.Sequencer.Ask(ResponseRequest.GoOn);
        Drop();
    }

    /// <summary>Not while a tool is at work or somebody holds the floor: what was asked for there must come to its end.</summary>
    private void Interrupt()
    {
        // A command may have changed what the policy says.
        var interrupts = parts.Call.Changes?.TurnDetection?.InterruptResponse ?? _interrupts;
        if (!interrupts || parts.Tools.IsBusy || parts.Sequencer.IsHeld)
        {
            return;
        }

        if (parts.Sequencer.Active is { } active)
        {
            parts.Outbox.Silence(active);
        }
        else if (!parts.Speech.AllHeard)
        {
            parts.Outbox.ClearAudio();
        }
    }

    private void Drop()
    {
        if (_keys.Length > 0)
        {
            _keys.Clear();
            parts.Deadlines.Cancel(Deadline.Keys);
        }
    }
}
