using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Sideband.Transcripts;

namespace Realtime.SipGateway.Sideband;

/// <summary>
/// The way out of a conversation by policy (limits, silence, the age of the session): the agent says one last sentence, it is heard within a
/// bound, then the caller is transferred or the call ends. A transfer that fails ends it. The first reason to leave is the one that counts.
/// </summary>
internal sealed class CallExit(
    Call call, ResponseSequencer sequencer, AgentSpeech speech, Deadlines deadlines, TimeSpan patience, Action wake, CancellationToken stopping)
    : SessionFeature
{
    private readonly PolicyTransfer _transfer = new(call, wake, stopping);
    private CallOutcome? _outcome;
    private FinishDefinition? _finish;
    private CallOutcome? _ending;
    private bool _heard;
    private bool _left;

    /// <summary>True once the conversation is being left: whoever wants something of the agent comes too late.</summary>
    public bool HasBegun => _outcome is not null;

    public override CallOutcome? Ending => _ending;

    /// <summary>Leaves the conversation; false when it is being left already.</summary>
    /// <param name="finish">What is said and where the caller goes; null: nothing, and the call ends.</param>
    /// <param name="outcome">How the call ends if the caller goes nowhere.</param>
    /// <param name="unsaid">The last words where there is no <paramref name="finish"/>; null: none.</param>
    public bool Begin(FinishDefinition? finish, CallOutcome outcome, ResponseRequest? unsaid = null)
    {
        if (HasBegun)
        {
            return false;
        }

        (_finish, _outcome) = (finish, outcome);
        var last = finish is null ? unsaid : finish.Say is { } say ? ResponseRequest.Exactly(say) : null;
        if (last is not null)
        {
            sequencer.Close(last);
            deadlines.Set(Deadline.Exit, patience);
        }
        else
        {
            sequencer.Close(null);
            Go();
        }

        return true;
    }

    public override void Opened(bool again)
    {
        if (again)
        {
            Lost();
        }
    }

    /// <summary>The connection broke: whether the last sentence was heard will not be known.</summary>
    public void Lost()
    {
        if (HasBegun)
        {
            Go();
        }
    }

    /// <summary>No connection will tell more: waits for a transfer that is under way.</summary>
    /// <returns>True when the caller was being left: there is an <see cref="Ending"/>, or the caller is gone.</returns>
    public async Task<bool> WhenGoneAsync()
    {
        await _transfer.WhenDoneAsync();
        Check();
        return HasBegun;
    }

    public override void Check()
    {
        if (_transfer.TakeResult() is false)
        {
            _ending = _outcome;
        }

        if (HasBegun && !_left && !_heard && sequencer.ClosingResponse is { } last && sequencer.HasFinished(last) && speech.AllHeard)
        {
            _heard = true;
            deadlines.Set(Deadline.Exit, Farewell.Tail);
        }
    }

    public override void Due(Deadline deadline)
    {
        if (deadline == Deadline.Exit)
        {
            Go();
        }
    }

    private void Go()
    {
        if (_left)
        {
            return;
        }

        _left = true;
        deadlines.Cancel(Deadline.Exit);
        if (_finish?.TransferTo is not { } destination)
        {
            _ending = _outcome;
            return;
        }

        _transfer.Begin(destination, _outcome!.Reason);
    }
}
