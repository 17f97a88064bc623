using System.Data.Common;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Store;

/// <summary>
/// Finishes, before anything else runs, the calls that were open when the process died (P3): each gets its last event and its record. Their
/// claims become undecided again, so that the vendor's sessions are ended (P2), and what the log says of their dialogs is put where signalling
/// finds it to hang up their legs. Calls that were handed over are left to who takes them up,
/// unless nobody did while they could have lived. Where nodes share a database, each does this for its own calls and for those of nodes that
/// are gone (<see cref="StoreNodes"/>); of these, not for a call that led to a person and could be going on.
/// </summary>
internal sealed class CrashedCalls(StoreDatabase database, NumberMask numbers, IOptions<CallsOptions> options, TimeProvider time)
{
    /// <summary>Calls finished in one step.</summary>
    private const int PageSize = 1_000;

    /// <summary>Dialogs that were heard of longer ago than this have been ended by those who had them.</summary>
    public static readonly TimeSpan LongestDialog = TimeSpan.FromDays(1);

    /// <summary>Two people may talk for a day after what the AI session's limit left of theirs; a node without its database may have such calls.</summary>
    private static readonly TimeSpan LongestWithPerson = TimeSpan.FromDays(1) + StoreNodes.GoneAfter;

    /// <summary>Calls of nodes that are gone which led to a person, and until when they are left alone: they are not read again at each beat.</summary>
    private readonly Dictionary<CallId, DateTimeOffset> _spared = [];

    /// <summary>Events folded at a time.</summary>
    private const int EventPage = 1_000;

    /// <summary>Finishes all, in transactions of its own; returns how many there were.</summary>
    public int Finish(StoreStatements statements)
    {
        statements.Execute(
            "DELETE FROM handovers WHERE saved_at < @oldest", ("@oldest", StoreTime.Write(time.GetUtcNow() - StoreNodes.LongestSession)));
        statements.Execute("DELETE FROM dead_calls WHERE at < @oldest", ("@oldest", StoreTime.Write(time.GetUtcNow() - LongestDialog)));
        var count = 0;
        while (true)
        {
            statements.Execute(database.Begin);
            var page = FinishPage(statements);
            statements.Execute("COMMIT");
            count += page;
            if (page < PageSize)
            {
                return count;
            }
        }
    }

    /// <summary>Finishes the calls of nodes that are gone, within the transaction that is open; returns how many there were.</summary>
    public int FinishGone(StoreStatements statements)
    {
        var now = time.GetUtcNow();
        foreach (var (call, until) in _spared.ToList())
        {
            if (until <= now)
            {
                _spared.Remove(call);
            }
        }

        // No limit: there are as many as one node had calls.
        var calls = Find(statements, $"{StoreNodes.OwnOrGone} AND node <> @me", int.MaxValue);
        return calls.Where(call => !_spared.ContainsKey(call)).Take(PageSize).Count(call => Finish(statements, call, isOwn: false));
    }

    /// <summary>Those of this node: at its start, when none of them can live.</summary>
    private int FinishPage(StoreStatements statements)
    {
        var calls = Find(statements, "(@alone = 1 OR node IS NULL OR node = @me)", PageSize);
        calls.ForEach(call => Finish(statements, call, isOwn: true));
        return calls.Count;
    }

    private List<CallId> Find(StoreStatements statements, string which, int count) => statements.QueryAll(
        $"SELECT call_id FROM calls WHERE ended = 0 AND call_id NOT IN (SELECT call_id FROM handovers) AND {which} LIMIT @count",
        static reader => CallId.Parse(reader.GetString(0)),
        [.. StoreNodes.Parameters(database, options.Value.Node, time), ("@count", count)]);

    /// <summary>False: it is not ours and could be going on.</summary>
    private bool Finish(StoreStatements statements, CallId call, bool isOwn)
    {
        var projection = new CallRecordProjection(call);
        var dead = new DeadCallProjection(call);
        var last = 0L;
        DateTimeOffset? at = null;
        while (ReadEvents(statements, call, last) is { Count: > 0 } page)
        {
            foreach (var (_, one, live) in page)
            {
                if (one is not null && live is not null)
                {
                    // The record is kept, and so it knows what the log keeps; what is left to end must be found.
                    projection.Apply(one);
                    dead.Apply(live);
                    at = one.At;
                }
            }

            last = page[^1].Sequence;
        }

        var lastAt = at ?? time.GetUtcNow();
        var now = time.GetUtcNow();
        if (!isOwn && dead.LeadsToPerson && now < lastAt + LongestWithPerson)
        {
            _spared[call] = lastAt + LongestWithPerson;
            return false;
        }

        var latest = lastAt + StoreNodes.LongestSession;
        var outcome = new CallOutcome(
            CallEndedBy.Gateway, CallCause.GatewayCrashed, null, $"The gateway died during the call; its last event was at {StoreTime.Write(lastAt)}");
        var ended = new CallEvent(call, last + 1, now < latest ? now : latest, options.Value.Node, new CallEnded(outcome));
        projection.Apply(ended);
        LeaveLegs(statements, dead.ToDeadCall() with { Sequence = ended.Sequence });
        StoreRows.Append(statements, new EventWrite(ended));

        // Its events are masked, and it says so.
        var record = numbers.Apply(projection.ToRecord());
        StoreRows.Save(statements, record);
        statements.Execute(
            """
            UPDATE claims SET decision = NULL, decided_at = NULL, node = @me
            WHERE decision = 'accepted' AND (call_id = @call OR realtime_call_id = @realtime)
            """,
            ("@me", options.Value.Node), ("@call", call.Value), ("@realtime", record.RealtimeCallId?.Value));
        return true;
    }

    private void LeaveLegs(StoreStatements statements, DeadCall dead)
    {
        if (dead.Legs.Count > 0 && dead.LastAt > time.GetUtcNow() - LongestDialog)
        {
            statements.Execute(
                "INSERT INTO dead_calls (call_id, node, at, legs) VALUES (@call, @me, @at, @legs) ON CONFLICT DO NOTHING",
                ("@call", dead.Id.Value), ("@me", options.Value.Node), ("@at", StoreTime.Write(dead.LastAt)),
                ("@legs", JsonSerializer.Serialize(dead, CallSnapshotJson.Default.DeadCall)));
        }
    }

    private static List<(long Sequence, CallEvent? Event, CallEvent? Live)> ReadEvents(StoreStatements statements, CallId call, long after) => statements.QueryAll(
        StoreRows.SelectLiveEvents, reader =>
        {
            var kept = Read(StoreRows.ReadEvent, call, reader);
            return (reader.GetInt64(0), kept, reader.IsDBNull(5) ? kept : Read(StoreRows.ReadLive, call, reader));
        },
        ("@call", call.Value), ("@after", after), ("@count", EventPage));

    /// <summary>One row that cannot be read must not keep the gateway from starting; null for it.</summary>
    private static CallEvent? Read(Func<CallId, DbDataReader, CallEvent> read, CallId call, DbDataReader reader)
    {
        try
        {
            return read(call, reader);
        }
        catch (Exception fault) when (fault is JsonException or FormatException or InvalidOperationException or NotSupportedException)
        {
            return null;
        }
    }
}
