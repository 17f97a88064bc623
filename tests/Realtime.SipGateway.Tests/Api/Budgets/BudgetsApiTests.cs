using System.Net;
using System.Text;
using System.Text.Json;
using Realtime.SipGateway.Calls.Budget;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Api.Budgets;

public sealed class BudgetsApiTests
{
    private const string Text = """
        {
          "agents": {
            "desk": { "model": "gpt-realtime-2.1", "instructions": "Help.", "budget": "b" },
            "other": { "model": "gpt-realtime-2.1", "instructions": "Help.", "budget": "b" },
            "free": { "model": "gpt-realtime-2.1", "instructions": "Help." }
          },
          "budgets": {
            "b": { "description": "Nobody rich.", "max_call_cost": 1.5, "max_agent_cost_per_day": 4, "max_cost_per_day": 10, "time_zone": "Europe/Berlin" },
            "unused": { "max_call_seconds": 60 }
          },
          "rules": [ { "name": "all", "accept": { "agent": "desk" } } ]
        }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_viewer_sees_what_is_spent_what_is_left_and_what_the_days_before_cost()
    {
        var time = new ManualTimeProvider();
        await using var host = await ApiHost.StartAsync(time: time);
        Assert.Empty(host.Policies.Publish(Encoding.UTF8.GetBytes(Text)));
        var now = time.GetUtcNow();
        var spending = host.Service<DaySpending>();
        spending.Add(now, "desk", 5m);
        spending.Add(now, "other", 1m);
        spending.Add(now, "free", 2m);
        await host.Service<ISpendingLedger>().SaveAsync(
            "another", spending.Currency, [new SpentSlot(now.AddDays(-1), "desk", 3m), new SpentSlot(now.AddHours(-12.5), "gone", 0.5m), new SpentSlot(now.AddDays(-3), "desk", 7m)], Token);

        var list = await ApiHost.JsonAsync(await host.Viewer.GetAsync(new Uri("/api/budgets?days=3", UriKind.Relative), Token));

        Assert.Equal(("USD", "b", "unused"), (Said(list, "currency"), Said(list.GetProperty("budgets")[0], "name"), Said(list.GetProperty("budgets")[1], "name")));
        var budget = list.GetProperty("budgets")[0];
        Assert.Equal(("Europe/Berlin", "2026-11-21", "2026-11-21T23:00:00+00:00"), (Said(budget, "time_zone"), Said(budget, "day"), Said(budget, "resets_at")));
        Assert.Equal(
            [("agent_cost_per_day", "desk", 5m, 0m, 1.25, true), ("agent_cost_per_day", "other", 1m, 3m, 0.25, false), ("cost_per_day", null, 6m, 4m, 0.6, false)],
            budget.GetProperty("limits").EnumerateArray().Select(limit => (
                Said(limit, "limit"), limit.TryGetProperty("agent", out var agent) ? agent.GetString() : null, limit.GetProperty("spent").GetDecimal(),
                limit.GetProperty("left").GetDecimal(), limit.GetProperty("fraction").GetDouble(), limit.GetProperty("used_up").GetBoolean())));
        Assert.Equal([("2026-11-21", 6m), ("2026-11-20", 3m), ("2026-11-19", 0m)], Days(budget));
        Assert.Equal([("2026-11-21", 8m), ("2026-11-20", 3.5m), ("2026-11-19", 0m)], Days(list));
        Assert.Equal(0.5m, list.GetProperty("days")[1].GetProperty("agents").GetProperty("gone").GetDecimal());
        Assert.Empty(list.GetProperty("budgets")[1].GetProperty("limits").EnumerateArray());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("32")]
    [InlineData("week")]
    public async Task Days_that_make_no_sense_are_refused(string days)
    {
        await using var host = await ApiHost.StartAsync();

        using var answer = await host.Viewer.GetAsync(new Uri($"/api/budgets?days={days}", UriKind.Relative), Token);

        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
    }

    private static string? Said(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static IEnumerable<(string?, decimal)> Days(JsonElement element) =>
        element.GetProperty("days").EnumerateArray().Select(day => (Said(day, "day"), day.GetProperty("spent").GetDecimal()));
}
