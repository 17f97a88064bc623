using System.ComponentModel;
using Realtime.SipGateway.Api.Description;
using Realtime.SipGateway.Api.Policies;
using Realtime.SipGateway.Calls.Budget;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Rules.Budgets;

namespace Realtime.SipGateway.Api.Budgets;

/// <summary>
/// What calls cost, and what is left of the budgets. Today's sums are those by which calls are refused; those of earlier days come from the store.
/// </summary>
internal sealed class BudgetsApi(PolicyStore policies, DaySpending spending, ISpendingLedger ledger, TimeProvider time)
{
    private const int DefaultDays = 7;

    public static void Map(RouteGroupBuilder api) => api
        .MapGet(
            "/budgets",
            static ([Description("Days in the answer, today among them, 1 to 31; 7 when absent.")] string? days, BudgetsApi self, CancellationToken ct) =>
                self.ListAsync(days, ct))
        .AddEndpointFilter<StoreOutage>()
        .Documented(
            "ListBudgets", "Budgets", "What calls cost today and of late, and what is left of each budget",
            "Today's sums are those by which calls are refused: a second old, of other nodes five.")
        .Produces<BudgetList>()
        .Problems(400, 503);

    private async Task<IResult> ListAsync(string? days, CancellationToken cancellationToken)
    {
        if (!ApiValues.TryNumber(days, DefaultDays, 1, SpendingDays.Max, out var count))
        {
            return ApiProblem.BadValue("days", $"a number from 1 to {SpendingDays.Max}");
        }

        var (policy, now) = (policies.Current, time.GetUtcNow());
        var earlier = await ledger.ReadAsync("", spending.Currency, SpendingDays.From(now, (int)count), cancellationToken);
        var limits = DayBudgets.All(policy.Document, spending, now).ToLookup(static limit => limit.Budget, StringComparer.Ordinal);
        var views = policy.Document.Budgets.Select(budget => View(
            budget.Key, budget.Value, DayBudgets.AgentsOf(policy.Document, budget.Key), limits[budget.Key], zone => Days(earlier, zone, now, (int)count)));
        return TypedResults.Json(
            new BudgetList(policy.Version, spending.Currency, now, [.. views], [.. Days(earlier, TimeZoneInfo.Utc, now, (int)count).Select(static day => Sum(day.Date, day.Agents))]),
            ApiJson.Default.BudgetList);
    }

    private BudgetView View(
        string name, BudgetDefinition budget, IReadOnlySet<string> agents, IEnumerable<DayLimit> limits,
        Func<TimeZoneInfo, IEnumerable<(DateOnly Date, IReadOnlyDictionary<string, decimal> Agents)>> days)
    {
        var zone = DayBudgets.ZoneOf(budget);
        var today = SpendingDay.Of(time.GetUtcNow(), zone);
        return new BudgetView(
            name, budget.Description, [.. agents.Order(StringComparer.Ordinal)], budget.MaxCallSeconds, budget.MaxCallCost, zone.Id, today.Date, today.Until,
            [.. limits.Select(static limit => new BudgetLimitView(limit.Limit, limit.Agent, limit.Used, limit.Max, limit.Left, Math.Round(limit.Fraction, 4), limit.IsUsedUp))],
            [.. days(zone).Select(day => Sum(day.Date, day.Agents.Where(one => agents.Contains(one.Key)).ToDictionary(StringComparer.Ordinal)))]);
    }

    /// <summary>Sums by agent of the days of a zone, newest first; those of today as they are in memory.</summary>
    private IEnumerable<(DateOnly Date, IReadOnlyDictionary<string, decimal> Agents)> Days(IReadOnlyList<SpentSlot> stored, TimeZoneInfo zone, DateTimeOffset now, int count)
    {
        var today = SpendingDay.Of(now, zone);
        return SpendingDays.Of(stored, today.Date.AddDays(-1), count - 1, zone).Prepend((today.Date, spending.ByAgent(today)));
    }

    private static SpentDay Sum(DateOnly date, IReadOnlyDictionary<string, decimal> agents) => new(date, agents.Values.Sum(), agents);
}
