using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Sideband.Transcripts;

namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>
/// Says a sentence while a tool takes its time: outside of the conversation, only into silence, one for all that run, and not over a caller who speaks.
/// </summary>
internal sealed class ToolFiller(
    FillerDefinition? standard, ResponseSequencer sequencer, AgentSpeech speech, Outbox outbox, Deadlines deadlines, TimeProvider time)
{
    /// <summary>The agent still says that it is looking: the caller is then asked for patience after that.</summary>
    private static readonly TimeSpan ApprovalAfter = TimeSpan.FromMilliseconds(300);

    /// <summary>While somebody speaks, it is looked again after this.</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(400);

    private const string AwaitsApproval =
        "Tell the caller in one short sentence, in the language of the conversation, that you need a colleague's agreement for this and that it takes a moment.";

    private readonly Dictionary<string, Wait> _waits = new(StringComparer.Ordinal);
    private FillerDefinition? _standard = standard;
    private bool _callerSpeaks;

    /// <summary>Another agent speaks: from now on its sentences.</summary>
    public void SetStandard(FillerDefinition? filler) => _standard = filler;

    /// <summary>A tool began to run.</summary>
    public void Started(string functionCallId, PreparedTool tool)
    {
        var filler = tool.Definition is SlowToolDefinition slow ? slow.Filler ?? _standard : null;
        var words = new Queue<ResponseRequest>();
        if (tool.Definition.Approval is { } approval)
        {
            words.Enqueue(approval.Say is { } say ? ResponseRequest.Aside(say) : new ResponseRequest(AwaitsApproval, OutOfBand: true, WithContext: true));
        }

        foreach (var sentence in filler?.Say ?? [])
        {
            words.Enqueue(ResponseRequest.Aside(sentence));
        }

        if (words.Count > 0)
        {
            var after = tool.Definition.Approval is null ? TimeSpan.FromMilliseconds(filler!.AfterMs) : ApprovalAfter;
            var again = TimeSpan.FromMilliseconds(filler?.AgainAfterMs ?? FillerDefinition.DefaultAgainAfterMs);
            _waits[functionCallId] = new Wait(words, again) { Since = time.GetTimestamp(), After = after };
            Arm();
        }
    }

    /// <summary>It has ended: nothing is said about it any more.</summary>
    public void Ended(string functionCallId)
    {
        if (_waits.Remove(functionCallId))
        {
            Arm();
        }
    }

    /// <summary>The caller speaks: what is being said for a tool stops, for the service stops only what belongs to the conversation.</summary>
    public void CallerSpeaks(bool speaks)
    {
        _callerSpeaks = speaks;
        if (!speaks || sequencer.Aside is not { } aside)
        {
            return;
        }

        if (sequencer.Active == aside)
        {
            outbox.Silence(aside);
        }
        else if (speech.IsToBeHeard(aside))
        {
            outbox.ClearAudio();
            speech.ClearedAhead(aside);
        }
    }

    public void Due()
    {
        if (_waits.Values.Where(wait => Left(wait) <= TimeSpan.Zero).MinBy(Left) is { } due)
        {
            if (!sequencer.IsIdle || !speech.AllHeard || _callerSpeaks)
            {
                (due.Since, due.After) = (time.GetTimestamp(), Retry);
            }
            else
            {
                Say(due);
            }
        }

        Arm();
    }

    /// <summary>The call is over.</summary>
    public void End()
    {
        _waits.Clear();
        Arm();
    }

    private void Say(Wait due)
    {
        sequencer.Ask(due.Words.Dequeue());
        foreach (var (id, wait) in _waits.ToList())
        {
            if (wait.Words.Count == 0)
            {
                _waits.Remove(id);
            }
            else if (wait == due || Left(wait) <= TimeSpan.Zero)
            {
                (wait.Since, wait.After) = (time.GetTimestamp(), wait.Again);
            }
        }
    }

    private void Arm()
    {
        if (_waits.Count == 0)
        {
            deadlines.Cancel(Deadline.Filler);
            return;
        }

        var next = _waits.Values.Min(Left);
        deadlines.Set(Deadline.Filler, next > TimeSpan.Zero ? next : TimeSpan.Zero);
    }

    private TimeSpan Left(Wait wait) => wait.After - time.GetElapsedTime(wait.Since);

    /// <summary>A running tool and what is still to be said about it.</summary>
    private sealed class Wait(Queue<ResponseRequest> words, TimeSpan again)
    {
        public Queue<ResponseRequest> Words { get; } = words;

        public TimeSpan Again { get; } = again;

        public long Since { get; set; }

        public TimeSpan After { get; set; }
    }
}
