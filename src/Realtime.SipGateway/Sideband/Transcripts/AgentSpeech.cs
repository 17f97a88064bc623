using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Sideband.Guardrails;

namespace Realtime.SipGateway.Sideband.Transcripts;

/// <summary>
/// Writes down what the agent says. Words run ahead of what is heard, so a spoken turn is written when its audio has ended: heard whole
/// (<c>output_audio_buffer.stopped</c>) or interrupted (<c>cleared</c>, <c>truncated</c>, or the end of the call).
/// </summary>
internal sealed class AgentSpeech(Call call, CallerSpeech caller, GuardrailSet guardrails, TimeProvider time)
{
    /// <summary>Responses that wait for the end of their audio; one plays and one is made, more means that events were lost.</summary>
    private const int MaxOpen = 8;

    private readonly WrittenRedaction _redaction = new(guardrails);
    private readonly List<SpokenResponse> _open = [];
    private readonly RecentIds _closed = new(64);
    private readonly RecentIds _started = new(64);
    private (string ResponseId, long Since)? _playing;

    /// <summary>True when no audio of the agent is on its way to the caller's ear.</summary>
    public bool AllHeard => !_open.Exists(response => response.HasAudio && !response.MayHaveEnded);

    /// <summary>How much of a response the caller can have heard until now.</summary>
    public double HeardMs(string responseId) =>
        _playing is { } playing && playing.ResponseId == responseId ? time.GetElapsedTime(playing.Since).TotalMilliseconds : 0;

    /// <summary>Some of the response's audio is still on its way to the caller's ear.</summary>
    public bool IsToBeHeard(string responseId) => IsPlaying(responseId) || Find(responseId) is { HasAudio: true };

    public bool IsPlaying(string responseId) => _playing?.ResponseId == responseId;

    /// <summary>A further agent has, or had, the call: what it takes out is taken out from now on.</summary>
    public void Redact(GuardrailSet further) => _redaction.Add(further);

    /// <summary>A piece of the agent's words.</summary>
    public void Words(string responseId, string itemId, string delta, bool spoken)
    {
        if (delta.Length == 0 || Open(responseId) is not { } response)
        {
            return;
        }

        (response.HasAudio, response.MayHaveEnded) = (response.HasAudio || spoken, false);
        var item = response.Item(itemId);
        item.Append(delta);
        var shown = (item.Shown ??= new PartialWords(_redaction, isCaller: false)).Feed(delta);
        if (shown.Length > 0)
        {
            call.Record(new AgentPartial(itemId, responseId, shown));
        }
    }

    /// <summary>All words of an item.</summary>
    public void Transcript(string responseId, string itemId, string text, bool spoken)
    {
        if (Open(responseId) is { } response)
        {
            response.HasAudio |= spoken;
            response.Item(itemId).Replace(text);
        }
    }

    /// <summary>The caller begins to hear the response.</summary>
    public void AudioStarted(string responseId)
    {
        if (!_started.Add(responseId))
        {
            return;
        }

        foreach (var earlier in _open.Where(response => response.Id != responseId && response.HasStarted).ToList())
        {
            Close(earlier, interrupted: false);
        }

        if (Open(responseId) is { } response)
        {
            (response.HasAudio, response.HasStarted, response.MayHaveEnded, response.WasCleared) = (true, true, false, false);
        }

        _playing = (responseId, time.GetTimestamp());
        call.Record(new AgentAudioStarted(responseId, caller.TakeSinceStoppedMs()));
    }

    /// <summary>The caller has heard it all.</summary>
    public void AudioStopped(string responseId) => AudioEnded(responseId, interrupted: false);

    /// <summary>What was not heard yet never will be.</summary>
    public void AudioCleared(string responseId)
    {
        AudioEnded(responseId, interrupted: true);
        foreach (var behind in _open.Where(static response => response is { HasAudio: true, HasStarted: false }))
        {
            // Nothing tells whether it went with the rest; if it did not, it begins now.
            (behind.MayHaveEnded, behind.WasCleared) = (true, true);
        }
    }

    /// <summary>The service cut an item to what was heard.</summary>
    public void Truncated(string itemId)
    {
        if (_open.Find(response => response.Items.Exists(item => item.Id == itemId)) is { } response)
        {
            Close(response, interrupted: true);
        }
    }

    /// <summary>
    /// Audio was cleared before this response's began: whether any of it is heard is for the service to say, and it may say nothing. Nobody waits for it.
    /// </summary>
    public void ClearedAhead(string responseId)
    {
        if (Find(responseId) is { HasStarted: false } response)
        {
            (response.MayHaveEnded, response.WasCleared) = (true, true);
        }
    }

    /// <summary>A new connection: the end of what was being heard may be lost, and is then known by what follows it.</summary>
    public void Reconnected()
    {
        foreach (var response in _open)
        {
            response.MayHaveEnded = true;
        }
    }

    /// <summary>The caller's turn is about to be written down: what came before it stands before it.</summary>
    public void CallerSaid()
    {
        foreach (var response in _open.Where(response => response.MayHaveEnded).ToList())
        {
            Close(response, response.WasCleared);
        }
    }

    /// <summary>No more words come. Text without audio is said now; a response that was given up before it was heard is over too.</summary>
    public void ResponseDone(string responseId, bool completed)
    {
        if (Find(responseId) is { } response
            && (!response.HasAudio || (!completed && !response.HasStarted)))
        {
            Close(response, interrupted: !completed);
        }
    }

    /// <summary>A guardrail cut the response: only what came before is kept, nothing of it is taken any more.</summary>
    public void Cut(string responseId)
    {
        if (Find(responseId) is { } response)
        {
            Close(response, interrupted: true);
        }

        _closed.Add(responseId);
    }

    /// <summary>The call is over: what was not heard to its end was interrupted.</summary>
    public void End()
    {
        foreach (var response in _open.ToList())
        {
            Close(response, interrupted: true);
        }
    }

    private void AudioEnded(string responseId, bool interrupted)
    {
        if (_playing?.ResponseId == responseId)
        {
            _playing = null;
        }

        if (Find(responseId) is { } response)
        {
            Close(response, interrupted);
        }
    }

    private SpokenResponse? Open(string responseId)
    {
        if (_closed.Contains(responseId))
        {
            return null;
        }

        if (Find(responseId) is { } open)
        {
            return open;
        }

        if (_open.Count == MaxOpen)
        {
            Close(_open[0], interrupted: false);
        }

        var response = new SpokenResponse(responseId);
        _open.Add(response);
        return response;
    }

    private SpokenResponse? Find(string responseId)
    {
        foreach (var response in _open)
        {
            if (response.Id == responseId)
            {
                return response;
            }
        }

        return null;
    }

    /// <summary>Writes the items; of an interrupted response the last one is what was cut.</summary>
    private void Close(SpokenResponse response, bool interrupted)
    {
        _open.Remove(response);
        _closed.Add(response.Id);
        var last = response.Items.FindLastIndex(static item => item.HasWords);
        for (var index = 0; index <= last; index++)
        {
            if (response.Items[index] is { HasWords: true } item)
            {
                call.Record(new AgentSaid(item.Id, response.Id, item.Text, interrupted && index == last));
            }
        }
    }
}
