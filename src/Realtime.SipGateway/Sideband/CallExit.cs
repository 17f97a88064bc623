using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Rules.Budgets;
using Realtime.SipGateway.Sideband.Transcripts;

namespace Realtime.SipGateway.Sideband;

/// <summary>
/// The way out of a conversation by policy (limits, silence, the age of the session): the agent says one last sentence, it is heard within a
/// bound, then the caller is transferred or the call ends. A transfer that fails ends it. The first reason to leave is the one that counts.
/// A caller for whom somebody else is being rung is not left before that is decided, within a bound; the agent asks for nothing meanwhile.
/// </summary>
/// <param name="call">The call.</param>
/// <param name="sequencer">Who speaks.</param>
/// <param name="speech">What the caller has heard.</param>
/// <param name="deadlines">The timers.</param>
/// <param name="patience">How long the last sentence may take.</param>
/// <param name="isTransferring">The agent's own transfer is under way, or waits for its words to be heard.</param>
/// <param name="time">The clock.</param>
/// <param name="wake">Makes the conversation look again.</param>
/// <param name="stopping">The process ends.</param>
internal sealed class CallExit(
    Call call, ResponseSequencer sequencer, AgentSpeech speech, Deadlines deadlines, TimeSpan patience, Func<bool> isTransferring, TimeProvider time, Action wake,
    CancellationToken stopping)
    : SessionFeature
{
    private readonly PolicyTransfer _transfer = new(call, wake, stopping);
    private CallOutcome? _outcome;
    private FinishDefinition? _finish;
    private ResponseRequest? _last;
    private CallOutcome? _ending;
    private DateTimeOffset? _waitsUntil;
    private bool _spoken;
    private bool _heard;
    private bool _left;

    /// <summary>True once the conversation is being left: whoever wants something of the agent comes too late.</summary>
    public bool HasBegun => _outcome is not null;

    /// <summary>The caller would be gone if somebody else's telephone did not ring.</summary>
    public bool IsWaiting { get; private set; }

    public override CallOutcome? Ending => _ending;

    /// <summary>Leaves the conversation; false when it is being left already.</summary>
    /// <param name="finish">What is said and where the caller goes; null: nothing, and the call ends.</param>
    /// <param name="outcome">How the call ends if the caller goes nowhere.</param>
    /// <param name="unsaid">The last words where there is no <paramref name="finish"/>; null: none.</param>
    /// <param name="hasWaited">Whoever leaves has waited for a transfer himself: this one is waited for no longer.</param>
    public bool Begin(FinishDefinition? finish, CallOutcome outcome, ResponseRequest? unsaid = null, bool hasWaited = false)
    {
        if (HasBegun)
        {
            return false;
        }

        (_finish, _outcome) = (finish, outcome);
        _last = finish is null ? unsaid : finish.Say is { } say ? ResponseRequest.Exactly(say) : null;
        _waitsUntil = hasWaited && IsRinging ? time.GetUtcNow() : null;
        if (MustWait())
        {
            sequencer.Close(null);
            Wait();
        }
        else
        {
            Speak();
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
            _spoken = true;
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

        if (IsWaiting && !MustWait())
        {
            IsWaiting = false;
            if (_spoken)
            {
                Go();
            }
            else
            {
                Speak();
            }
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

    public override void CallEnded()
    {
        IsWaiting = false;
        _left = HasBegun;
        deadlines.Cancel(Deadline.Exit);
    }

    private bool IsRinging => call.IsTransferring || isTransferring();

    private bool MustWait()
    {
        if (!IsRinging)
        {
            return false;
        }

        var now = time.GetUtcNow();
        _waitsUntil ??= now + BudgetGrace.Transfer;
        return now < _waitsUntil;
    }

    private void Wait()
    {
        IsWaiting = true;
        deadlines.Set(Deadline.Exit, BudgetGrace.Pause);
    }

    private void Speak()
    {
        _spoken = true;
        sequencer.Close(_last);
        if (_last is not null)
        {
            deadlines.Set(Deadline.Exit, patience);
        }
        else
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

        if (IsWaiting || MustWait())
        {
            Wait();
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
