using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Cli.Calls;

/// <summary>One call: its record, projected from the events while there is none, and its events in order.</summary>
internal sealed record CallStory(CallRecord Record, IReadOnlyList<CallEvent> Events)
{
    public static CallStory Of(CallId call, CallRecord? record, IReadOnlyList<CallEvent> events)
    {
        if (record is not null)
        {
            return new CallStory(record, events);
        }

        var projection = new CallRecordProjection(call);
        foreach (var one in events)
        {
            projection.Apply(one);
        }

        return new CallStory(projection.ToRecord(), events);
    }
}
