using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Rules.Talk;

namespace Realtime.SipGateway.Sideband.Talk;

/// <summary>When a prompt comes up. Pure: times and events in. What happened may be told by any thread, all else by the conversation's loop.</summary>
internal sealed class PromptState
{
    /// <summary>With no moment to speak for so long, what was to be said is out of place.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Tries in vain, because the conversation went on meanwhile (each check costs money) or the service refused the words.</summary>
    public const int MaxTries = 3;

    private readonly PromptDefinition _definition;
    private TimeSpan? _next;
    private bool _firedInSilence;
    private int _times;
    private int _happened;

    /// <param name="definition">The prompt.</param>
    /// <param name="passed">How long the conversation lasted before this process had it: what was due then is not due again.</param>
    public PromptState(PromptDefinition definition, TimeSpan passed)
    {
        _definition = definition;
        _next = definition.IsTimed ? FirstAfter(passed) : null;
    }

    public PromptDefinition Definition => _definition;

    /// <summary>It has come up and waits for its moment since then.</summary>
    public TimeSpan? DueSince { get; private set; }

    public int Tries { get; set; }

    private bool IsUsedUp => _times >= _definition.Limit;

    private TimeSpan SilenceFor => TimeSpan.FromSeconds(_definition.AfterSeconds ?? PromptDefinition.DefaultSilenceSeconds);

    /// <summary>Something happened; true when the prompt follows that.</summary>
    public bool Happened(CallEventData data)
    {
        var follows = data switch
        {
            ToolCompleted tool => _definition.On == (tool.Succeeded ? PromptDefinition.ToolCompleted : PromptDefinition.ToolFailed)
                && (_definition.Tool is null || _definition.Tool == tool.Tool),
            DigitReceived => _definition.On == PromptDefinition.Digits,
            BudgetSoftLimit => _definition.On == PromptDefinition.BudgetSoft,
            ControlTextAdded { Respond: false } => _definition.On == PromptDefinition.TextAdded,
            ControlImageAdded { Respond: false } => _definition.On == PromptDefinition.ImageAdded,
            _ => false,
        };
        if (follows)
        {
            Interlocked.Exchange(ref _happened, 1);
        }

        return follows;
    }

    /// <summary>The caller did something: the silence is over.</summary>
    public void SilenceBroke() => _firedInSilence = false;

    /// <summary>Looks whether it has come up.</summary>
    /// <param name="now">Since the conversation began.</param>
    /// <param name="quietSince">Since when nobody has anything to do; null: somebody has.</param>
    public void Look(TimeSpan now, TimeSpan? quietSince)
    {
        var happened = Interlocked.Exchange(ref _happened, 0) == 1;
        if (_next <= now)
        {
            happened = true;
            _next = _definition.EverySeconds is { } every ? now + TimeSpan.FromSeconds(every) : null;
        }

        if (_definition.On == PromptDefinition.Silence && !_firedInSilence && quietSince + SilenceFor <= now)
        {
            happened = _firedInSilence = true;
        }

        if (happened && !IsUsedUp && DueSince is null)
        {
            (DueSince, Tries) = (now, 0);
        }
    }

    /// <summary>Its moment is over; true once.</summary>
    public bool Expire(TimeSpan now)
    {
        if (DueSince + Patience > now || DueSince is null)
        {
            return false;
        }

        DueSince = null;
        return true;
    }

    /// <summary>It was settled one way or the other.</summary>
    public void Settle(bool counts)
    {
        DueSince = null;
        _times += counts ? 1 : 0;
    }

    /// <summary>When it must be looked at again without any event; null: never.</summary>
    public TimeSpan? LookAgainAt(TimeSpan? quietSince)
    {
        if (DueSince is { } since)
        {
            return since + Patience;
        }

        if (IsUsedUp)
        {
            return null;
        }

        return _definition.On == PromptDefinition.Silence && !_firedInSilence ? quietSince + SilenceFor : _next;
    }

    private TimeSpan? FirstAfter(TimeSpan passed)
    {
        var first = TimeSpan.FromSeconds(_definition.AfterSeconds ?? 0);
        if (first > passed)
        {
            return first;
        }

        if (_definition.EverySeconds is not { } every)
        {
            return null;
        }

        var before = Math.Floor((passed - first).TotalSeconds / every) + 1;
        _times = (int)Math.Min(before, _definition.Limit);
        return first + TimeSpan.FromSeconds(before * every);
    }
}
