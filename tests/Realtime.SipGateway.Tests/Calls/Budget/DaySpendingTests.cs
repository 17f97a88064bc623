using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls.Budget;
using Realtime.SipGateway.Calls.Pricing;
using Realtime.SipGateway.Tests.Sideband;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Calls.Budget;

public sealed class DaySpendingTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly RecordingLogger _log = new();
    private readonly ManualTimeProvider _time = new();
    private readonly MemorySpendingLedger _ledger = new();
    private readonly DaySpending _spending = Spending();

    public void Dispose() => _log.Dispose();

    [Fact]
    public void A_day_begins_where_its_time_zone_says()
    {
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        _spending.Add(new DateTimeOffset(2026, 11, 21, 22, 59, 59, TimeSpan.Zero), "desk", 1);
        _spending.Add(new DateTimeOffset(2026, 11, 21, 23, 0, 0, TimeSpan.Zero), "desk", 2);
        _spending.Add(new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero), "billing", 4);

        Assert.Equal(1, _spending.OfDay(["desk"], Noon, berlin));
        Assert.Equal(2, _spending.OfDay(["desk"], Noon.AddDays(1), berlin));
        Assert.Equal(3, _spending.OfDay(["desk"], Noon, TimeZoneInfo.Utc));
        Assert.Equal(6, _spending.OfDay(["desk", "billing"], Noon.AddDays(1), berlin));
    }

    [Fact]
    public async Task What_was_spent_before_a_restart_counts()
    {
        using var keeper = Keeper(_spending);
        _spending.Add(_time.GetUtcNow(), "desk", 1);
        await keeper.SaveAsync(TestContext.Current.CancellationToken);
        _spending.Add(_time.GetUtcNow(), "desk", 2);
        await keeper.StopAsync(TestContext.Current.CancellationToken);

        var after = Spending();
        using var next = Keeper(after);
        await next.ReadAsync(TestContext.Current.CancellationToken);
        after.Add(_time.GetUtcNow(), "desk", 4);

        Assert.Equal(7, after.OfDay(["desk"], _time.GetUtcNow(), TimeZoneInfo.Utc));
    }

    [Fact]
    public async Task What_could_not_be_saved_is_saved_later_once()
    {
        using var keeper = Keeper(_spending);
        _spending.Add(_time.GetUtcNow(), "desk", 1);
        _ledger.Fails = true;
        await Assert.ThrowsAsync<InvalidOperationException>(() => keeper.SaveAsync(TestContext.Current.CancellationToken));
        _ledger.Fails = false;
        await keeper.SaveAsync(TestContext.Current.CancellationToken);
        await keeper.SaveAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, Assert.Single(_ledger.Sums).Value);
        Assert.Equal(1, _ledger.Saves);
    }

    [Fact]
    public async Task What_other_nodes_spend_counts_within_seconds_and_trouble_of_the_database_is_told_once()
    {
        _ledger.IsShared = true;
        using var keeper = Keeper(_spending);
        await keeper.StartAsync(TestContext.Current.CancellationToken);
        _ledger.Fails = true;
        _spending.Add(_time.GetUtcNow(), "desk", 1);
        await UntilAsync(() => _log.Lines.Count == 1 && _ledger.Failures >= 12);
        Assert.Contains("The disk is full.", Assert.Single(_log.Lines).Message, StringComparison.Ordinal);

        _ledger.Fails = false;
        await _ledger.SaveAsync("another", "USD", [new SpentSlot(_time.GetUtcNow(), "desk", 2)], TestContext.Current.CancellationToken);
        await UntilAsync(() => _spending.OfDay(["desk"], _time.GetUtcNow(), TimeZoneInfo.Utc) == 3);
        await UntilAsync(() => _ledger.Sums.Any(sum => sum.Key.Process == _spending.Writer && sum.Value == 1));

        Assert.Single(_log.Lines);
        await keeper.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, _time.PendingTimers);
    }

    [Fact]
    public void Old_sums_leave_memory_once_they_are_saved()
    {
        _spending.Add(Noon, "desk", 1);
        _spending.Forget(Noon.AddDays(1));
        Assert.Equal(1, _spending.OfDay(["desk"], Noon, TimeZoneInfo.Utc));

        _spending.TakeUnsaved();
        _spending.Forget(Noon.AddDays(1));
        Assert.Equal(0, _spending.OfDay(["desk"], Noon, TimeZoneInfo.Utc));
    }

    /// <summary>Moves the clock by seconds until something is true.</summary>
    private Task UntilAsync(Func<bool> condition) => Eventually.TrueAsync(() =>
    {
        if (condition())
        {
            return true;
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        return false;
    });

    private static DaySpending Spending() => new(Options.Create(new PricingOptions()));

    private SpendingKeeper Keeper(DaySpending spending) => new(spending, _ledger, _time, _log.CreateLogger<SpendingKeeper>());
}
