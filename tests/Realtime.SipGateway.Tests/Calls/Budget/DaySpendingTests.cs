using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls.Budget;
using Realtime.SipGateway.Calls.Pricing;
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
    public void Old_sums_leave_memory_once_they_are_saved()
    {
        _spending.Add(Noon, "desk", 1);
        _spending.Forget(Noon.AddDays(1));
        Assert.Equal(1, _spending.OfDay(["desk"], Noon, TimeZoneInfo.Utc));

        _spending.TakeUnsaved();
        _spending.Forget(Noon.AddDays(1));
        Assert.Equal(0, _spending.OfDay(["desk"], Noon, TimeZoneInfo.Utc));
    }

    private static DaySpending Spending() => new(Options.Create(new PricingOptions()));

    private SpendingKeeper Keeper(DaySpending spending) => new(spending, _ledger, _time, _log.CreateLogger<SpendingKeeper>());
}
