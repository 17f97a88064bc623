using Realtime.SipGateway.Sideband.Transcripts;

namespace Realtime.SipGateway.Sideband;

/// <summary>Between the agent's decision to hang up and the hang-up: its last words are heard first, within a bound.</summary>
internal sealed class Farewell(ResponseSequencer sequencer, AgentSpeech speech, Deadlines deadlines, TimeSpan patience)
{
    /// <summary>From the service's last packet to the caller's ear.</summary>
    public static readonly TimeSpan Tail = TimeSpan.FromMilliseconds(200);

    private string? _responseId;
    private bool _heard;

    public bool HasBegun => _responseId is not null;

    /// <summary>The call can end now.</summary>
    public bool IsOver { get; private set; }

    /// <param name="responseId">The response that called <c>hang_up</c>: what it still says is the goodbye.</param>
    public void Begin(string responseId)
    {
        if (HasBegun)
        {
            return;
        }

        _responseId = responseId;
        sequencer.Hold();
        deadlines.Set(Deadline.Farewell, patience);
    }

    /// <summary>Looks again after each event.</summary>
    public void Check()
    {
        if (_responseId is null || _heard || !sequencer.HasFinished(_responseId) || !speech.AllHeard)
        {
            return;
        }

        _heard = true;
        deadlines.Set(Deadline.FarewellTail, Tail);
    }

    public void TimedOut() => IsOver = true;
}
