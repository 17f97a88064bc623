using Realtime.SipGateway.Cli;
using Xunit;

namespace Realtime.SipGateway.Tests.Cli;

[Collection(nameof(ConsoleCollection))]
public sealed class UserCommandTests
{
    [Fact]
    public async Task A_user_is_added_changed_and_removed_and_no_password_stands_anywhere()
    {
        using var command = CommandRun.Create();

        var (added, told, _) = await command.RunAsync(["user", "add", "Ada", "--scope=admin"], "correct horse battery\n");
        var (twice, _, _) = await command.RunAsync(["user", "add", "ada"], "correct horse battery\n");
        var (changed, _, _) = await command.RunAsync(["user", "passwd", "ada"], "another horse battery\n");
        var (scoped, _, _) = await command.RunAsync(["user", "scope", "ada", "viewer"]);
        var (_, list, _) = await command.RunAsync(["user", "list"]);
        var (removed, _, _) = await command.RunAsync(["user", "remove", "ada"]);
        var (again, _, _) = await command.RunAsync(["user", "remove", "ada"]);
        var (_, audit, _) = await command.RunAsync(["audit", "list", "--json"]);

        Assert.Equal(
            (ExitCode.Ok, ExitCode.No, ExitCode.Ok, ExitCode.Ok, ExitCode.Ok, ExitCode.No), (added, twice, changed, scoped, removed, again));
        Assert.Contains("ada (admin) may sign in", told, StringComparison.Ordinal);
        Assert.Matches("(?m)^ada +viewer +20", list);
        foreach (var action in new[] { "user.added", "user.password_changed", "user.scope_changed", "user.removed" })
        {
            Assert.Contains($"\"{action}\"", audit, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("horse", told + list + audit, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ada", "short", "at least 12")]
    [InlineData("ada", "", "No password")]
    [InlineData("ada", "ada-ada-ada-ada", "name")]
    [InlineData("ada", "aaaaaaaaaaaaaaaa", "few different")]
    [InlineData("a b", "correct horse battery", "is no name")]
    public async Task What_is_too_weak_or_no_name_is_refused(string name, string password, string why)
    {
        using var command = CommandRun.Create();

        var (code, _, error) = await command.RunAsync(["user", "add", name], password + "\n");

        Assert.Equal(ExitCode.Misuse, code);
        Assert.Contains(why, error, StringComparison.Ordinal);
    }
}
