using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls.Budget;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Calls.Pricing;
using Realtime.SipGateway.Calls.Traces;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls;

/// <summary>Where every event of every call passes once: redacted, stamped by one clock, then to the log and to who follows live.</summary>
public sealed class CallJournal(
    ICallEventLog log,
    CallEventFeed feed,
    CallMetrics metrics,
    Redactor redactor,
    IOptions<CallsOptions> options,
    TimeProvider time,
    PriceTable? prices = null,
    CallTraces? traces = null,
    DaySpending? spending = null)
{
    internal DateTimeOffset Now() => time.GetUtcNow();

    /// <summary>The redactor of every call, which also takes out what the guardrails of this one say.</summary>
    internal Redactor RedactorWith(Func<string, string> also) => redactor.With(also);

    /// <summary>An event for those who follow live, and for nobody else: it is not even redacted while there are none.</summary>
    internal void Show(CallId call, CallEventData data, Redactor? own)
    {
        if (feed.IsFollowed(call, data.Type))
        {
            Write(call, sequence: 0, data, own);
        }
    }

    /// <summary>How much of one call's events is kept.</summary>
    internal EventLimit Limit() => new(options.Value.MaxEvents);

    /// <summary>To the log and to who follows live; with the number 0 to these alone.</summary>
    internal CallEvent Write(CallId call, long sequence, CallEventData data, Redactor? own = null)
    {
        var at = time.GetUtcNow();
        var before = CallRedactions.ByGuardrails;
        var kept = (prices?.Price(data, at) ?? data).Redact(own ?? redactor);
        if (CallRedactions.ByGuardrails > before)
        {
            kept = kept with { Redacted = true };
        }

        var written = new CallEvent(call, sequence, at, options.Value.Node, kept);
        if (data.Stored && sequence > 0)
        {
            log.Append(written);
        }

        feed.Publish(written);
        return written;
    }

    /// <summary>The record of a call that goes on here, as far as its stored events tell.</summary>
    internal async Task<CallRecordProjection> RebuildAsync(CallSnapshot snapshot, CancellationToken cancellationToken)
    {
        log.Resume(snapshot);
        var record = new CallRecordProjection(snapshot.Id);
        await foreach (var written in log.ReadAsync(snapshot.Id, cancellationToken))
        {
            record.Apply(written);
        }

        if (snapshot.Record is { } counted)
        {
            record.GoOnWith(counted);
        }

        return record;
    }

    /// <summary>What the calls of all agents cost of late; null where nobody counts.</summary>
    internal DaySpending? Spending => spending;

    /// <summary>A call begins, or goes on, in this process.</summary>
    internal CallMeter Measure(CallFacts facts, CallSnapshot? resumed = null) => new(metrics, facts, resumed, spending);

    /// <summary>Its trace begins, or goes on, in this process.</summary>
    internal CallTrace Trace(CallId call, CallFacts facts, DateTimeOffset at, string? traceParent = null) =>
        (traces ?? CallTraces.Plain()).Begin(call, facts, at, traceParent);

    internal void Finished(CallRecord record) => log.Save(record);

    /// <summary>What drained after the end changed the record.</summary>
    internal void Amended(CallRecord record) => log.Save(record);
}
