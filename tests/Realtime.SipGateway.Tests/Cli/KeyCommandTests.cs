using System.Text.RegularExpressions;
using Realtime.SipGateway.Cli;
using Xunit;

namespace Realtime.SipGateway.Tests.Cli;

[Collection(nameof(ConsoleCollection))]
public sealed class KeyCommandTests
{
    [Fact]
    public async Task A_key_is_made_listed_and_revoked_and_each_change_audited()
    {
        using var command = CommandRun.Create();

        var (made, secret, _) = await command.RunAsync(["key", "add", "crm", "--scope", "supervisor", "--days=30"]);
        var id = Regex.Match(secret, "k[0-9a-f]{10}").Value;
        var (twice, _, taken) = await command.RunAsync(["key", "add", "CRM"]);
        var (_, table, _) = await command.RunAsync(["key", "list"]);
        var (revoked, _, _) = await command.RunAsync(["key", "revoke", "crm"]);
        var (again, _, _) = await command.RunAsync(["key", "revoke", id]);
        var (_, json, _) = await command.RunAsync(["key", "list", "--all", "--json"]);
        var (_, audit, _) = await command.RunAsync(["audit", "list"]);

        Assert.Equal((ExitCode.Ok, ExitCode.No, ExitCode.Ok, ExitCode.No), (made, twice, revoked, again));
        Assert.Matches("rgw_[A-Za-z0-9_-]{43}", secret);
        Assert.Contains("has the name", taken, StringComparison.Ordinal);
        Assert.Matches($"(?m)^{id} +crm +supervisor +active +20", table);
        Assert.Contains("\"revoked_by\": \"cli\"", json, StringComparison.Ordinal);
        Assert.Matches($"(?s)2 .* cli +key.revoked +{id}.*1 .* cli +key.added +{id}", audit);
    }

    [Theory]
    [InlineData("key add -x-")]
    [InlineData("key add x --scope=root")]
    [InlineData("key add x --days=0")]
    [InlineData("key add")]
    public async Task Misuse_makes_no_key(string line)
    {
        using var command = CommandRun.Create();

        Assert.Equal(ExitCode.Misuse, (await command.RunAsync(line.Split(' '))).Code);
        Assert.DoesNotContain("active", (await command.RunAsync(["key", "list"])).Output, StringComparison.Ordinal);
    }
}
