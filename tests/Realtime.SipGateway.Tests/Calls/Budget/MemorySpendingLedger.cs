using System.Collections.Concurrent;
using Realtime.SipGateway.Calls.Budget;

namespace Realtime.SipGateway.Tests.Calls.Budget;

/// <summary>Sums in memory.</summary>
internal sealed class MemorySpendingLedger : ISpendingLedger
{
    public ConcurrentDictionary<(string Process, DateTimeOffset From, string Agent), decimal> Sums { get; } = [];

    public int Saves { get; private set; }

    public bool Fails { get; set; }

    public int Failures { get; private set; }

    public bool IsShared { get; set; }

    public Task SaveAsync(string process, string currency, IReadOnlyList<SpentSlot> sums, CancellationToken cancellationToken)
    {
        if (Fails)
        {
            Failures++;
            throw new InvalidOperationException("The disk is full.");
        }

        Saves++;
        foreach (var sum in sums)
        {
            Sums[(process, sum.From, sum.Agent)] = sum.Cost;
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<SpentSlot>> ReadAsync(string exceptProcess, string currency, DateTimeOffset from, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<SpentSlot>>(
            [.. Sums.Where(sum => sum.Key.Process != exceptProcess && sum.Key.From >= from).Select(sum => new SpentSlot(sum.Key.From, sum.Key.Agent, sum.Value))]);

    public Task PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken) => Task.CompletedTask;
}
