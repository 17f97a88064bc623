using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Calls.Traces;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls;

/// <summary>
/// Writes the events of one call in their order, each without what may not be written, and keeps what follows from them: record, trace, figures and what is
/// under way. Under the lock of its call, but for what is said of a member.
/// </summary>
/// <param name="gate">The call's lock.</param>
/// <param name="id">The call.</param>
/// <param name="journal">Where the events of all calls go.</param>
/// <param name="record">Its record as far as its events tell.</param>
/// <param name="trace">Its trace.</param>
/// <param name="meter">Its figures.</param>
/// <param name="sequence">Number of its last event.</param>
internal sealed class CallWriter(
    Lock gate, CallId id, CallJournal journal, CallRecordProjection record, CallTrace trace, CallMeter meter, long sequence = 0)
{
    private readonly CallRedactions _redactions = new();
    private readonly EventLimit _limit = journal.Limit();
    private volatile Redactor? _redactor;
    private int _runningTools;
    private int _runningTransfers;

    /// <summary>The last event's number.</summary>
    public long Sequence { get; private set; } = sequence;

    /// <summary>What the call has cost up to now. On any thread.</summary>
    public CallSpend Spend
    {
        get
        {
            lock (gate)
            {
                return record.Spend;
            }
        }
    }

    /// <summary>The record, where it counts events that are not in the log; null: the log tells it all. Under the lock.</summary>
    public CallRecord? CountedBeyondLog => record.ToRecord() is { EventsLeftOut: > 0 } counted ? counted : null;

    /// <summary>A tool runs or a transfer is under way. On any thread.</summary>
    public bool HasWorkRunning => Volatile.Read(ref _runningTools) > 0;

    /// <summary>A transfer is under way. On any thread.</summary>
    public bool IsTransferring => Volatile.Read(ref _runningTransfers) > 0;

    /// <summary>Writes an event that is stored, as far as the log still takes events of this call, and returns when it was.</summary>
    /// <param name="data">What happened.</param>
    /// <param name="isOver">The call has ended.</param>
    public DateTimeOffset Write(CallEventData data, bool isOver)
    {
        if (_limit.Tell(Sequence) is { } full)
        {
            Write(full, isOver);
        }

        var isKept = _limit.Keeps(Sequence, data, isOver);
        var around = trace.Enter();
        DateTimeOffset at;
        try
        {
            var written = journal.Write(id, isKept ? ++Sequence : 0, data, _redactor);
            at = written.At;
            record.Apply(written);
            if (!isKept)
            {
                record.LeaveOut();
            }

            trace.Apply(written, around);
            meter.Apply(written);
        }
        finally
        {
            trace.Leave(around);
        }

        Count(data);
        return at;
    }

    /// <summary>Words as they come, most of all events: neither record nor trace nor figures know them.</summary>
    public void Show(CallEventData data) => journal.Show(id, data, _redactor);

    /// <summary>The call is over: its record is written.</summary>
    public void Finish()
    {
        var finished = record.ToRecord();
        journal.Finished(finished);
        meter.Finished(finished);
    }

    /// <summary>Another process goes on with it. Not under the lock.</summary>
    public void HandOver()
    {
        trace.HandOver(journal.Now());
        meter.HandedOver();
    }

    /// <summary>The record of an ended call follows what drained after the end; under the lock, so that the fullest is the last.</summary>
    public void Amend() => journal.Amended(record.ToRecord());

    /// <summary>Takes more out of every text of every event from now on; what is there already is not added again. On any thread.</summary>
    /// <param name="also">The text without what it takes out.</param>
    /// <param name="isGuardrail">A guardrail says so.</param>
    public void RedactAlso(Func<string, string> also, bool isGuardrail)
    {
        lock (gate)
        {
            if (_redactions.Add(also, isGuardrail))
            {
                _redactor ??= journal.RedactorWith(_redactions.Apply);
            }
        }
    }

    /// <summary>A text as an event would have it. On any thread.</summary>
    public string Redact(string text) => _redactor?.Text(text) ?? text;

    private void Count(CallEventData data)
    {
        Volatile.Write(ref _runningTools, _runningTools + data switch
        {
            ToolCalled or TransferRequested => 1,
            ToolCompleted or TransferCompleted or TransferFailed { Final: true } => -1,
            _ => 0,
        });
        Volatile.Write(ref _runningTransfers, _runningTransfers + data switch
        {
            TransferRequested => 1,
            TransferCompleted or TransferFailed { Final: true } => -1,
            _ => 0,
        });
    }
}
