using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Realtime.SipGateway.Api;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Console;

namespace Realtime.SipGateway.Cli;

/// <summary><c>user add|passwd|scope|list|remove</c>: people who sign in to the console. Each change ends the sessions of the user.</summary>
internal static class UserCommand
{
    public static Command Create(CommandSite site)
    {
        var command = new Command("user", "People who sign in to the console. A change of one ends their sessions within seconds.");
        command.Subcommands.Add(Add(site));
        command.Subcommands.Add(Password(site));
        command.Subcommands.Add(Scope(site));
        command.Subcommands.Add(List(site));
        command.Subcommands.Add(Remove(site));
        return command;
    }

    private static Argument<string> Name() => new("name") { Description = "1 to 64 letters, digits, '.', '_', '@' or '-'." };

    private static Option<ApiScope> ScopeOption() => new("--scope") { Description = "What the user may do.", DefaultValueFactory = static _ => ApiScope.Viewer };

    private static Command Add(CommandSite site)
    {
        var (name, scope) = (Name(), ScopeOption());
        var command = new Command("add", "Adds a user; the password is typed, or one line of standard input.") { name, scope };
        command.SetAction((parsed, cancellationToken) => site.WithStoreAsync(
            async services =>
            {
                var wanted = parsed.GetRequiredValue(name).ToLowerInvariant();
                if (!UserDirectory.IsName(wanted))
                {
                    parsed.Error().WriteLine($"{wanted} is no name: 1 to 64 letters, digits, '.', '_', '@' or '-', the first a letter or digit.");
                    return ExitCode.Misuse;
                }

                if (await PasswordAsync(site, parsed, wanted) is not { } password)
                {
                    return ExitCode.Misuse;
                }

                var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
                var user = new StoredUser(wanted, "", parsed.GetValue(scope).ToString().ToLowerInvariant(), Passwords.NewStamp(), now, now);
                user = user with { PasswordHash = services.GetRequiredService<Passwords>().Hash(user, password) };
                if (!await services.GetRequiredService<IUserLedger>().AddAsync(user, cancellationToken))
                {
                    parsed.Error().WriteLine($"There is a user {wanted} already; user passwd changes the password.");
                    return ExitCode.No;
                }

                await CommandAudit.RecordAsync(services, "user.added", wanted, new JsonObject { ["scope"] = user.Scope });
                parsed.Output().WriteLine($"{wanted} ({user.Scope}) may sign in at /console.");
                return ExitCode.Ok;
            },
            cancellationToken));
        return command;
    }

    private static Command Password(CommandSite site)
    {
        var name = Name();
        var command = new Command("passwd", "Gives a user another password and ends their sessions.") { name };
        command.SetAction((parsed, cancellationToken) => ChangeAsync(
            site, parsed, parsed.GetRequiredValue(name), "user.password_changed",
            async (services, user) => await PasswordAsync(site, parsed, user.Name) is { } password
                ? user with { PasswordHash = services.GetRequiredService<Passwords>().Hash(user, password) }
                : null,
            cancellationToken));
        return command;
    }

    private static Command Scope(CommandSite site)
    {
        var name = Name();
        var scope = new Argument<ApiScope>("scope") { Description = "What the user may do from now on." };
        var command = new Command("scope", "Changes what a user may do.") { name, scope };
        command.SetAction((parsed, cancellationToken) => ChangeAsync(
            site, parsed, parsed.GetRequiredValue(name), "user.scope_changed",
            (_, user) => Task.FromResult<StoredUser?>(user with { Scope = parsed.GetValue(scope).ToString().ToLowerInvariant() }),
            cancellationToken));
        return command;
    }

    private static Command List(CommandSite site)
    {
        var command = new Command("list", "Users and what they may do.");
        command.SetAction((parsed, cancellationToken) => site.WithStoreAsync(
            async services =>
            {
                var users = await services.GetRequiredService<IUserLedger>().ListAsync(cancellationToken);
                parsed.Output().WriteTable(
                    ["name", "scope", "added", "changed"],
                    users.Select(static user => (IReadOnlyList<string>)[
                        user.Name, user.Scope, user.CreatedAt.ToString("u", CultureInfo.InvariantCulture), user.ChangedAt.ToString("u", CultureInfo.InvariantCulture),
                    ]));
                return ExitCode.Ok;
            },
            cancellationToken));
        return command;
    }

    private static Command Remove(CommandSite site)
    {
        var name = Name();
        var command = new Command("remove", "Removes a user and ends their sessions.") { name };
        command.SetAction((parsed, cancellationToken) => site.WithStoreAsync(
            async services =>
            {
                var wanted = parsed.GetRequiredValue(name).ToLowerInvariant();
                if (!await services.GetRequiredService<IUserLedger>().RemoveAsync(wanted, cancellationToken))
                {
                    return Unknown(parsed, wanted);
                }

                await CommandAudit.RecordAsync(services, "user.removed", wanted);
                parsed.Output().WriteLine($"{wanted} is removed.");
                return ExitCode.Ok;
            },
            cancellationToken));
        return command;
    }

    private static Task<int> ChangeAsync(
        CommandSite site, ParseResult parsed, string name, string action, Func<IServiceProvider, StoredUser, Task<StoredUser?>> change, CancellationToken cancellationToken) =>
        site.WithStoreAsync(
            async services =>
            {
                var ledger = services.GetRequiredService<IUserLedger>();
                var wanted = name.ToLowerInvariant();
                var user = (await ledger.ListAsync(cancellationToken)).FirstOrDefault(one => one.Name == wanted);
                if (user is null)
                {
                    return Unknown(parsed, wanted);
                }

                if (await change(services, user) is not { } changed)
                {
                    return ExitCode.Misuse;
                }

                changed = changed with { Stamp = Passwords.NewStamp(), ChangedAt = services.GetRequiredService<TimeProvider>().GetUtcNow() };
                if (!await ledger.ChangeAsync(changed, cancellationToken))
                {
                    return Unknown(parsed, wanted);
                }

                await CommandAudit.RecordAsync(services, action, wanted, new JsonObject { ["scope"] = changed.Scope });
                parsed.Output().WriteLine($"{wanted} is changed; all sessions of {wanted} end.");
                return ExitCode.Ok;
            },
            cancellationToken);

    private static int Unknown(ParseResult parsed, string name)
    {
        parsed.Error().WriteLine($"There is no user {name}.");
        return ExitCode.No;
    }

    private static async Task<string?> PasswordAsync(CommandSite site, ParseResult parsed, string name)
    {
        var password = await PasswordPrompt.ReadAsync(site.Input, parsed.Error());
        var fault = password is null ? "No password was given, or the two differ." : Passwords.WhyNot(name, password);
        if (fault is not null)
        {
            parsed.Error().WriteLine(fault);
        }

        return fault is null ? password : null;
    }
}
