namespace Realtime.SipGateway.Sideband;

/// <summary>
/// Decides when <c>response.create</c> may go out: one at a time, never while another response runs, wishes that come meanwhile become one.
/// Pure: events in, at most one request out. The service also creates responses of its own (voice activity), and refuses ours while one
/// runs (<c>conversation_already_has_active_response</c>); then ours waits for that one's end.
/// </summary>
internal sealed class ResponseSequencer
{
    /// <summary>A request that gets neither a response nor an error is repeated once; then the turn is left to the caller.</summary>
    private const int MaxTries = 2;

    private readonly RecentIds _finished = new(64);
    private ResponseRequest? _waiting;
    private ResponseRequest? _sent;
    private string? _sentEventId;
    private bool _isRenounced;
    private bool _refused;
    private bool _answeredByOther;
    private int _holds;
    private int _tries;
    private ResponseRequest? _closing;
    private bool _isClosed;
    private string? _forgotten;
    private string? _models;

    /// <summary>The response that runs now, as far as its events tell.</summary>
    public string? Active { get; private set; }

    /// <summary>The last response of ours beside the conversation.</summary>
    public string? Aside { get; private set; }

    /// <summary>The last response, once it has begun; see <see cref="Close"/>.</summary>
    public string? ClosingResponse { get; private set; }

    /// <summary>True for the last response when nobody told the model what to say in it: it answers the caller.</summary>
    public bool IsModels(string responseId) => responseId == _models;

    /// <summary>The last request of ours that got its response.</summary>
    public ResponseRequest? LastBegun { get; private set; }

    /// <summary>The last request of ours that the service refused for another reason than that a response runs.</summary>
    public ResponseRequest? LastRefused { get; private set; }

    /// <summary>The last wish was said: the conversation is being left.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>Nobody speaks and nothing is wished for.</summary>
    public bool IsIdle => _waiting is null && _sent is null && Active is null && !_refused && _holds == 0;

    /// <summary>True once any response has begun: the agent has had its first word.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>True while the next step depends on an event that might never come: a timer must run.</summary>
    public bool AwaitsService => _sent is not null || (_refused && Active is null);

    /// <summary>True for a response whose end was seen, or may have been lost with a connection.</summary>
    public bool HasFinished(string responseId) => _finished.Contains(responseId) || responseId == _forgotten;

    /// <summary>Asks for a response. A wish that waits is replaced: the new one sees all that the old one would have seen.</summary>
    public void Ask(ResponseRequest request)
    {
        if (_isClosed)
        {
            return;
        }

        _waiting = request;
        _tries = 0;
    }

    /// <summary>After it nothing is asked any more but this, whatever waited.</summary>
    public void Close(ResponseRequest? last)
    {
        (_isClosed, _closing, _waiting, _tries) = (true, last, last, 0);
    }

    /// <summary>Somebody has forbidden requests.</summary>
    public bool IsHeld => _holds > 0;

    /// <summary>True while this very request waits or was sent and has no response yet.</summary>
    public bool Holds(ResponseRequest request) => ReferenceEquals(_waiting, request) || ReferenceEquals(_sent, request);

    /// <summary>Takes back this very request if it was not sent yet.</summary>
    public void Withdraw(ResponseRequest request)
    {
        if (ReferenceEquals(_waiting, request))
        {
            _waiting = null;
        }
    }

    /// <summary>Takes back whatever waits, but not the last wish of a conversation that is being left; and what was sent is not asked for again, should it come to nothing.</summary>
    public void Drop()
    {
        _isRenounced = true;
        if (!_isClosed)
        {
            _waiting = null;
        }
    }

    /// <summary>Forbids requests until <see cref="Release"/>; may be nested.</summary>
    public void Hold() => _holds++;

    public void Release() => _holds--;

    /// <summary>True when <see cref="Take"/> has a request.</summary>
    public bool CanTake => _waiting is not null && _sent is null && Active is null && !_refused && _holds == 0;

    /// <summary>The request to send now under the given event id, or null.</summary>
    public ResponseRequest? Take(string eventId)
    {
        if (!CanTake)
        {
            return null;
        }

        (_sent, _sentEventId, _waiting, _answeredByOther, _isRenounced) = (_waiting, eventId, null, false, false);
        _tries++;
        return _sent;
    }

    /// <param name="responseId">The new response.</param>
    /// <param name="eventId">Our event id out of its metadata; null for a response that is not ours.</param>
    public void Created(string responseId, string? eventId)
    {
        if (_finished.Contains(responseId))
        {
            return;
        }

        Active = responseId;
        HasBegun = true;
        _refused = false;
        _models = _sent is { Instructions: not null } && eventId == _sentEventId ? null : responseId;
        if (_sent is not null && eventId == _sentEventId)
        {
            Aside = _sent.OutOfBand ? responseId : Aside;
            ClosingResponse = _sent == _closing ? responseId : ClosingResponse;
            LastBegun = _sent;
            _sent = null;
        }
        else
        {
            _answeredByOther = _sent is not null;
        }
    }

    public void Done(string responseId)
    {
        _finished.Add(responseId);
        _refused = false;
        if (Active == responseId)
        {
            Active = null;
        }
    }

    /// <summary>The service refused a request.</summary>
    /// <param name="eventId">Of the request; null when the error does not say.</param>
    /// <param name="becauseActive">Another response runs.</param>
    /// <returns>True when the error was the answer to our request.</returns>
    public bool Refused(string? eventId, bool becauseActive)
    {
        var ours = _sent is not null && (eventId == _sentEventId || (eventId is null && becauseActive));
        if (!ours)
        {
            return false;
        }

        if (becauseActive && !_sent!.OutOfBand)
        {
            Again();
            _refused = Active is null;
            _tries = 0;
        }
        else
        {
            LastRefused = _sent;
        }

        _sent = null;
        return true;
    }

    /// <summary>What <see cref="AwaitsService"/> waited for did not come in time.</summary>
    public void TimedOut()
    {
        _refused = false;
        if (_sent is { OutOfBand: false } && !_answeredByOther && _tries < MaxTries)
        {
            Again();
        }

        _sent = null;
    }

    /// <summary>The connection is new: what was under way is not known any more, what was wished still holds.</summary>
    public void Reconnected()
    {
        // What was to fill a silence is too late now.
        if (_sent is { OutOfBand: false })
        {
            Again();
        }

        _sent = null;
        _refused = false;
        (_forgotten, Active) = (Active ?? _forgotten, null);
    }

    /// <summary>What was sent in vain waits again, unless something newer does or it is too late for it.</summary>
    private void Again()
    {
        if (!_isRenounced && (!_isClosed || _sent == _closing))
        {
            _waiting ??= _sent;
        }
    }
}
