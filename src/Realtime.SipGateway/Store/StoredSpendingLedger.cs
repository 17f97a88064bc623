using System.Data.Common;
using Realtime.SipGateway.Calls.Budget;

namespace Realtime.SipGateway.Store;

/// <summary>What agents spent, by quarter of an hour and process. Whole numbers of billionths: sums of either database are exact.</summary>
internal sealed class StoredSpendingLedger(StoreWriter writer, StoreDatabase database) : ISpendingLedger
{
    private const decimal Billion = 1_000_000_000m;

    public bool IsShared => database.IsShared;

    public Task SaveAsync(string process, string currency, IReadOnlyList<SpentSlot> sums, CancellationToken cancellationToken) => writer.WriteAsync(
        statements =>
        {
            foreach (var sum in sums)
            {
                statements.Execute(
                    """
                    INSERT INTO spending (slot, agent, writer, currency, billionths) VALUES (@slot, @agent, @writer, @currency, @cost)
                    ON CONFLICT (slot, agent, writer, currency) DO UPDATE SET billionths = excluded.billionths
                    """,
                    ("@slot", StoreTime.Write(sum.From)), ("@agent", sum.Agent), ("@writer", process), ("@currency", currency),
                    ("@cost", (long)decimal.Round(sum.Cost * Billion)));
            }

            return sums.Count;
        },
        cancellationToken);

    public Task<IReadOnlyList<SpentSlot>> ReadAsync(string exceptProcess, string currency, DateTimeOffset from, CancellationToken cancellationToken) =>
        Task.Run<IReadOnlyList<SpentSlot>>(
            () => database.Read(
                """
                SELECT slot, agent, CAST(SUM(billionths) AS BIGINT) FROM spending
                WHERE slot >= @from AND writer <> @writer AND currency = @currency GROUP BY slot, agent ORDER BY slot, agent
                """,
                Read, ("@from", StoreTime.Write(from)), ("@writer", exceptProcess), ("@currency", currency)),
            cancellationToken);

    public Task PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken) => writer.WriteAsync(
        statements => statements.Execute("DELETE FROM spending WHERE slot < @before", ("@before", StoreTime.Write(before))), cancellationToken);

    private static SpentSlot Read(DbDataReader reader) => new(StoreTime.Read(reader.GetString(0)), reader.GetString(1), reader.GetInt64(2) / Billion);
}
