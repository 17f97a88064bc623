using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Realtime.SipGateway.Calls.Budget;
using Realtime.SipGateway.Cli;
using Xunit;

namespace Realtime.SipGateway.Tests.Cli;

[Collection(nameof(ConsoleCollection))]
public sealed class SpendingCommandTests
{
    [Fact]
    public async Task What_calls_cost_is_told_by_day_and_agent()
    {
        using var command = CommandRun.Create();
        var now = TimeProvider.System.GetUtcNow();
        var site = new CommandSite(static settings => GatewayHost.Build(settings), [$"--Store:Path={command.Folder}/gateway.db", $"--Policy:File={command.Folder}/policy.json"], TextReader.Null);
        await site.WithStoreAsync(
            async services =>
            {
                await services.GetRequiredService<ISpendingLedger>().SaveAsync(
                    "a", "USD", [new SpentSlot(now.AddDays(-1), "desk", 1.5m), new SpentSlot(now.AddDays(-1), "billing", 2.25m), new SpentSlot(now.AddDays(-9), "desk", 7m)],
                    TestContext.Current.CancellationToken);
                return ExitCode.Ok;
            },
            TestContext.Current.CancellationToken);

        var (code, table, _) = await command.RunAsync(["spending", "--days", "3"]);
        var (_, json, _) = await command.RunAsync(["spending", "--json"]);

        Assert.Equal(ExitCode.Ok, code);
        Assert.Matches($"(?m)^{now.AddDays(-1):yyyy-MM-dd} +3.75 +billing 2.25, desk 1.50", table);
        Assert.DoesNotContain("7.00", table, StringComparison.Ordinal);
        using var days = JsonDocument.Parse(json);
        Assert.Equal(7, days.RootElement.GetArrayLength());
        Assert.Equal(3.75m, days.RootElement[1].GetProperty("spent").GetDecimal());
    }

    [Theory]
    [InlineData("spending --days 0")]
    [InlineData("spending --days 32")]
    [InlineData("spending --time-zone Europe/Berlim")]
    public async Task Misuse_is_told(string line)
    {
        using var command = CommandRun.Create();

        Assert.Equal(ExitCode.Misuse, (await command.RunAsync(line.Split(' '))).Code);
    }
}
