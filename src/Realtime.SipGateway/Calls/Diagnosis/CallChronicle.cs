using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Calls.Diagnosis;

/// <summary>The events of one call, with the questions that a diagnosis asks of them.</summary>
internal sealed class CallChronicle
{
    private readonly IReadOnlyList<CallEvent> _events;

    public CallChronicle(IReadOnlyList<CallEvent> events)
    {
        _events = events;
        Started = events.Count == 0 ? default : events[0].At;
        End = events.LastOrDefault(static one => one.Data is CallEnded);
        Answered = First<CallAnswered>();
    }

    public IReadOnlyList<CallEvent> Events => _events;

    public DateTimeOffset Started { get; }

    public CallEvent? End { get; }

    /// <summary>Null: the caller never heard more than ringing.</summary>
    public CallEvent? Answered { get; }

    public CallOutcome? Outcome => (End?.Data as CallEnded)?.Outcome;

    public DateTimeOffset EndedAt => End?.At ?? (_events.Count == 0 ? default : _events[^1].At);

    /// <summary>Answer to end; zero for a call that was not answered.</summary>
    public TimeSpan TalkTime => Answered is { } answered ? EndedAt - answered.At : TimeSpan.Zero;

    public TimeSpan Length => EndedAt - Started;

    public CallEvent? First<T>()
        where T : CallEventData => _events.FirstOrDefault(static one => one.Data is T);

    public CallEvent? Last<T>()
        where T : CallEventData => _events.LastOrDefault(static one => one.Data is T);

    public CallEvent? Last<T>(Func<T, bool> which)
        where T : CallEventData => _events.LastOrDefault(one => one.Data is T data && which(data));

    public T? LastData<T>()
        where T : CallEventData => Last<T>()?.Data as T;

    public IEnumerable<CallEvent> All<T>()
        where T : CallEventData => _events.Where(static one => one.Data is T);

    public bool Has<T>()
        where T : CallEventData => First<T>() is not null;

    /// <summary>Before the end by at most this much.</summary>
    public bool IsShortlyBeforeTheEnd(CallEvent? one, double seconds) =>
        one is not null && EndedAt - one.At <= TimeSpan.FromSeconds(seconds);

    /// <summary>Tools that were called and never ended.</summary>
    public IEnumerable<CallEvent> OpenTools()
    {
        var done = All<ToolCompleted>().Select(static one => ((ToolCompleted)one.Data).FunctionCallId).ToHashSet(StringComparer.Ordinal);
        return All<ToolCalled>().Where(one => !done.Contains(((ToolCalled)one.Data).FunctionCallId));
    }

    public CallEvidence Tell(CallEvent one) => new(
        one.Sequence, one.At, Math.Round((one.At - Started).TotalSeconds, 3), one.Data.Type, EventText.Of(one.Data, Discretion.Discreet));
}
