using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Store;

/// <summary>
/// Finishes, before anything else runs, the calls that were open when the process died (P3): each gets its last event and its record. Their
/// claims become undecided again, so that the vendor's sessions are ended (P2). Calls that were handed over are left to who takes them up,
/// unless nobody did while they could have lived.
/// </summary>
internal sealed class CrashedCalls(IOptions<CallsOptions> options, TimeProvider time)
{
    /// <summary>The service ends every session after 60 minutes: a call that was open before did not last longer.</summary>
    private static readonly TimeSpan LongestSession = TimeSpan.FromMinutes(60);

    /// <summary>Calls finished in one step.</summary>
    private const int PageSize = 1_000;

    /// <summary>Events folded at a time.</summary>
    private const int EventPage = 1_000;

    /// <summary>Returns how many there were.</summary>
    public int Finish(StoreStatements statements)
    {
        statements.Execute(
            "DELETE FROM handovers WHERE saved_at < $oldest", ("$oldest", StoreTime.Write(time.GetUtcNow() - LongestSession)));
        var count = 0;
        while (Open(statements) is { Count: > 0 } calls)
        {
            statements.Execute("BEGIN IMMEDIATE");
            calls.ForEach(call => Finish(statements, call));
            statements.Execute("COMMIT");
            count += calls.Count;
        }

        return count;
    }

    private static List<CallId> Open(StoreStatements statements) => statements.QueryAll(
        "SELECT call_id FROM calls WHERE ended = 0 AND call_id NOT IN (SELECT call_id FROM handovers) LIMIT $count", reader => CallId.Parse(reader.GetString(0)), ("$count", PageSize));

    private void Finish(StoreStatements statements, CallId call)
    {
        var projection = new CallRecordProjection(call);
        CallEvent? last = null;
        while (StoreRows.ReadEvents(statements.Connection, call, last?.Sequence ?? 0, EventPage) is { Count: > 0 } page)
        {
            page.ForEach(projection.Apply);
            last = page[^1];
        }

        var lastAt = last?.At ?? time.GetUtcNow();
        var now = time.GetUtcNow();
        var outcome = new CallOutcome(
            CallEndedBy.Gateway, CallCause.GatewayCrashed, null, $"The gateway died during the call; its last event was at {StoreTime.Write(lastAt)}");
        var ended = new CallEvent(
            call, (last?.Sequence ?? 0) + 1, now < lastAt + LongestSession ? now : lastAt + LongestSession, options.Value.Node, new CallEnded(outcome));
        projection.Apply(ended);
        StoreRows.Append(statements, ended, System.Text.Encoding.UTF8.GetString(ended.DataJson()));
        var record = projection.ToRecord();
        StoreRows.Save(statements, record);
        statements.Execute(
            "UPDATE claims SET decision = NULL, decided_at = NULL WHERE decision = 'accepted' AND (call_id = $call OR realtime_call_id = $realtime)",
            ("$call", call.Value), ("$realtime", record.RealtimeCallId?.Value));
    }
}
