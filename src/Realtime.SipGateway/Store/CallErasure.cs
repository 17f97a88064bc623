using System.Text;
using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Store;

/// <summary>Erases by number: details go, the record is blanked.</summary>
internal sealed class CallErasure(StoreWriter writer, StoreDatabase database, StoreSpool spool, StoreHealth health, NumberMask numbers, TimeProvider time)
    : ICallErasure
{
    /// <summary>Calls per transaction.</summary>
    private const int BatchSize = 100;

    /// <summary>What drains after the end of a call could write its record once more.</summary>
    private static readonly TimeSpan Draining = TimeSpan.FromMinutes(1);

    public async ValueTask<ErasureResult> EraseAsync(string number, CancellationToken cancellationToken)
    {
        var digits = NumberMask.Digits(number);
        if (digits.Length < NumberMask.MinDigits)
        {
            return new ErasureResult(0, ErasureRefusal.NoNumber, $"A number has at least {NumberMask.MinDigits} digits.");
        }

        if (!numbers.CanFind)
        {
            return new ErasureResult(
                0, ErasureRefusal.CannotBeFound, "Store:Numbers is last4: numbers are not kept whole, so that no call can be found by its number.");
        }

        if (health.Fault is not null || File.Exists(spool.FullPath))
        {
            return new ErasureResult(0, ErasureRefusal.StoreBehind, "The database does not work, or events still wait in the spool; try again when it has caught up.");
        }

        await writer.FlushAsync(cancellationToken);
        var forms = Forms(digits);
        if (await writer.WriteAsync(statements => Lives(statements, forms), cancellationToken))
        {
            return new ErasureResult(0, ErasureRefusal.CallLives, "A call of this number lives, or has just ended; try again a minute after its end.");
        }

        var count = 0;
        var erased = BatchSize;
        while (erased == BatchSize)
        {
            erased = await writer.WriteAsync(statements => Erase(statements, forms), cancellationToken);
            count += erased;
        }

        if (count > 0)
        {
            await writer.WriteAsync(
                statements =>
                {
                    database.GiveBack(statements);
                    return 0;
                },
                cancellationToken);
        }

        return new ErasureResult(count);
    }

    /// <summary>The ways in which the number may be kept; earlier versions left the + before a mask.</summary>
    private List<string> Forms(string digits)
    {
        string[] kept = [.. new[] { digits, "+" + digits, "00" + digits, digits.TrimStart('0'), "+" + digits.TrimStart('0') }.Select(form => numbers.Apply(form)!)];
        return [.. kept.Concat(kept.Where(static form => form.StartsWith('h')).Select(static form => "+" + form)).Distinct()];
    }

    private bool Lives(StoreStatements statements, List<string> forms)
    {
        var recent = Find(statements, forms, "ended = 1").Exists(call => call.EndedAt > time.GetUtcNow() - Draining);
        return recent || statements.QueryAll(
            """
            SELECT type, data FROM call_events WHERE type IN ('signalling.invite_received', 'decision.made')
            AND call_id IN (SELECT call_id FROM calls WHERE ended = 0)
            """,
            static reader => CallEvent.ReadData(reader.GetString(0), Encoding.UTF8.GetBytes(reader.GetString(1))))
            .Exists(data => data switch
            {
                InviteReceived invite => Is(invite.Caller) || Is(invite.CallerAsSent),
                DecisionMade { Facts: { } facts } => Is(facts.Caller) || Is(facts.CallerAsSent),
                _ => false,
            });

        bool Is(string? caller) => caller is not null && (forms.Contains(caller) || forms.Contains(NumberMask.Digits(caller)));
    }

    private static int Erase(StoreStatements statements, List<string> forms)
    {
        var calls = Find(statements, forms, "ended = 1");
        foreach (var record in calls)
        {
            StorePurge.DeleteAll(statements, record.CallId.Value);
            var blank = record with
            {
                Caller = null,
                CallerSipCallId = null,
                TargetSipCallId = null,
                TransferredTo = null,
                Reason = null,
                Faults = [],
                Redaction = "erased",
            };
            statements.Execute(
                "UPDATE calls SET caller = NULL, purged = 1, record = @record WHERE call_id = @call",
                ("@record", JsonSerializer.Serialize(blank, CallEventJson.Default.CallRecord)), ("@call", record.CallId.Value));
        }

        return calls.Count;
    }

    private static List<CallRecord> Find(StoreStatements statements, List<string> forms, string which)
    {
        var names = forms.Select(static (_, index) => $"@f{index}").ToArray();
        return statements.QueryAll(
            $"SELECT record FROM calls WHERE record IS NOT NULL AND {which} AND caller IN ({string.Join(", ", names)}) ORDER BY started_at DESC LIMIT {BatchSize}",
            StoreRows.ReadRecord,
            [.. forms.Select((form, index) => (names[index], (object?)form))]);
    }
}
