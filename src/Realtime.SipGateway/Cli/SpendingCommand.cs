using System.CommandLine;
using System.Globalization;
using Realtime.SipGateway.Api;
using Realtime.SipGateway.Api.Budgets;
using Realtime.SipGateway.Calls.Budget;

namespace Realtime.SipGateway.Cli;

/// <summary><c>spending</c>: what calls cost by day and agent, from the store; what is left of budgets only the running gateway tells.</summary>
internal static class SpendingCommand
{
    private const int DefaultDays = 7;

    public static Command Create(CommandSite site)
    {
        var days = new Option<int>("--days") { Description = $"Days, today among them, 1 to {SpendingDays.Max}.", DefaultValueFactory = static _ => DefaultDays };
        var zone = new Option<string?>("--time-zone") { Description = "IANA time zone whose days are meant; UTC without." };
        var json = CommandOutput.JsonOption();
        var command = new Command("spending", "What the calls of each agent cost by day, newest first.") { days, zone, json };
        command.SetAction((parsed, cancellationToken) => site.WithHistoryAsync(
            async services =>
            {
                var count = parsed.GetValue(days);
                if (!TimeZoneInfo.TryFindSystemTimeZoneById(parsed.GetValue(zone) ?? "UTC", out var wanted) || count is < 1 or > SpendingDays.Max)
                {
                    parsed.Error().WriteLine($"--days is 1 to {SpendingDays.Max}, --time-zone a name such as Europe/Berlin.");
                    return ExitCode.Misuse;
                }

                var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
                var currency = services.GetRequiredService<DaySpending>().Currency;
                var slots = await services.GetRequiredService<ISpendingLedger>().ReadAsync("", currency, SpendingDays.From(now, count), cancellationToken);
                IReadOnlyList<SpentDay> spent =
                [
                    .. SpendingDays.Of(slots, SpendingDay.Of(now, wanted).Date, count, wanted).Select(static day => new SpentDay(day.Date, day.Agents.Values.Sum(), day.Agents)),
                ];
                if (parsed.GetValue(json))
                {
                    parsed.WriteJson(spent, ApiJson.Default.IReadOnlyListSpentDay);
                    return ExitCode.Ok;
                }

                parsed.Output().WriteTable(
                    ["day", currency, "agents"],
                    spent.Select(day => (IReadOnlyList<string>)[
                        day.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Money(day.Spent),
                        string.Join(", ", day.Agents.OrderByDescending(static one => one.Value).Select(static one => $"{one.Key} {Money(one.Value)}")),
                    ]));
                return ExitCode.Ok;
            },
            cancellationToken));
        return command;
    }

    private static string Money(decimal sum) => sum.ToString("0.00##", CultureInfo.InvariantCulture);
}
