using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Guardrails.Judged;

/// <summary>The questions of one guardrail in one call: one is asked at a time, and of each item only the latest words wait.</summary>
internal sealed class JudgeQueue(string name, JudgedGuardrailDefinition definition)
{
    /// <summary>Items that wait. More means that the judge is slower than people speak.</summary>
    private const int MaxWaiting = 8;

    private readonly List<JudgedText> _waiting = [];
    private readonly RecentIds _tripped = new(64);

    public string Name => name;

    public JudgedGuardrailDefinition Definition => definition;

    /// <summary>The question that is asked now.</summary>
    public (JudgedText Text, long Since, Task<GuardVerdict> Verdict)? Running { get; set; }

    /// <summary>More words; what they crowd out is given back.</summary>
    public JudgedText? Add(JudgedText text)
    {
        if (!definition.On.Contains(text.Side) || _tripped.Contains(text.ItemId))
        {
            return null;
        }

        var same = _waiting.FindIndex(one => one.ItemId == text.ItemId);
        if (same >= 0)
        {
            _waiting[same] = text;
            return null;
        }

        _waiting.Add(text);
        if (_waiting.Count <= MaxWaiting)
        {
            return null;
        }

        var oldest = _waiting[0];
        _waiting.RemoveAt(0);
        return oldest;
    }

    /// <summary>The question was lost on the way: it comes next, unless there are more words of the item by now.</summary>
    public void AskAgain(JudgedText text)
    {
        if (!_tripped.Contains(text.ItemId) && !_waiting.Exists(one => one.ItemId == text.ItemId))
        {
            _waiting.Insert(0, text);
        }
    }

    /// <summary>What is to be asked next; null when nothing waits.</summary>
    public JudgedText? Take()
    {
        if (_waiting.Count == 0)
        {
            return null;
        }

        var next = _waiting[0];
        _waiting.RemoveAt(0);
        return next;
    }

    /// <summary>The item needs no more verdicts; false when it had tripped before.</summary>
    public bool Trip(string itemId)
    {
        _waiting.RemoveAll(one => one.ItemId == itemId);
        return _tripped.Add(itemId);
    }
}
