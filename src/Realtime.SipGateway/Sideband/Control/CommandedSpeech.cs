namespace Realtime.SipGateway.Sideband.Control;

/// <summary>
/// What the agent was commanded to say, one after the other: each is asked for when nobody speaks and nothing is wished for, and again when
/// another wish took its place before it began. None replaces another, as plain wishes do.
/// </summary>
internal sealed class CommandedSpeech(ResponseSequencer sequencer)
{
    /// <summary>Sentences that wait; who commands more talks faster than the agent.</summary>
    private const int MaxWaiting = 16;

    /// <summary>A request that comes to nothing so often is refused by the service.</summary>
    private const int MaxTries = 3;

    private readonly Queue<ResponseRequest> _waiting = new();
    private ResponseRequest? _asked;
    private int _tries;

    /// <summary>False when too much waits.</summary>
    public bool TryAdd(ResponseRequest request)
    {
        if (_waiting.Count == MaxWaiting)
        {
            return false;
        }

        _waiting.Enqueue(request);
        return true;
    }

    /// <summary>What has not begun is not said.</summary>
    public void Drop()
    {
        _waiting.Clear();
        if (_asked is not null)
        {
            sequencer.Withdraw(_asked);
            _asked = null;
        }
    }

    /// <summary>Looks again after each event.</summary>
    public void Check()
    {
        if (_asked is not null)
        {
            if (sequencer.Holds(_asked))
            {
                return;
            }

            if (ReferenceEquals(sequencer.LastBegun, _asked) || _tries == MaxTries)
            {
                _asked = null;
            }
        }

        if (!sequencer.IsIdle)
        {
            return;
        }

        if (_asked is null && _waiting.TryDequeue(out var next))
        {
            (_asked, _tries) = (next, 0);
        }

        if (_asked is not null)
        {
            _tries++;
            sequencer.Ask(_asked);
        }
    }
}
