using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Api;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Cli;

/// <summary><c>key add|list|revoke</c>: API keys in the store; a running gateway takes and refuses them within seconds.</summary>
internal static class KeyCommand
{
    private const int MaxDays = 3_650;

    public static Command Create(CommandSite site)
    {
        var command = new Command("key", "API keys that a running gateway takes and refuses within seconds.");
        command.Subcommands.Add(Add(site));
        command.Subcommands.Add(List(site));
        command.Subcommands.Add(Revoke(site));
        return command;
    }

    private static Command Add(CommandSite site)
    {
        var name = new Argument<string>("name") { Description = "Who will hold it." };
        var scope = new Option<ApiScope>("--scope") { Description = "What it may do.", DefaultValueFactory = static _ => ApiScope.Viewer };
        var days = new Option<int?>("--days") { Description = $"Days until it expires, 1 to {MaxDays}; without it never." };
        var command = new Command("add", "Makes a key and shows its secret, once.") { name, scope, days };
        command.SetAction((parsed, cancellationToken) => site.WithStoreAsync(
            async services =>
            {
                var wanted = parsed.GetRequiredValue(name);
                if (!ApiKeyMaker.IsName(wanted) || parsed.GetValue(days) is < 1 or > MaxDays)
                {
                    parsed.Error().WriteLine($"A name has {ApiKeyMaker.NameForm}; --days is 1 to {MaxDays}.");
                    return ExitCode.Misuse;
                }

                var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
                var (key, secret) = ApiKeyMaker.Make(
                    wanted, parsed.GetValue(scope), now, parsed.GetValue(days) is { } count ? now.AddDays(count) : null, CommandAudit.Actor);
                var configured = services.GetRequiredService<IOptions<ApiOptions>>().Value.Keys;
                if (configured.Any(other => other.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase))
                    || !await services.GetRequiredService<IApiKeyLedger>().AddAsync(key, cancellationToken))
                {
                    parsed.Error().WriteLine($"Another key has the name {wanted}: revoke it, or take another name.");
                    return ExitCode.No;
                }

                await CommandAudit.RecordAsync(services, "key.added", key.Id, new JsonObject { ["name"] = key.Name, ["scope"] = key.Scope });
                parsed.Output().WriteLine($"Key {key.Id} (give it to who uses it; it is not shown again): {secret}");
                return ExitCode.Ok;
            },
            cancellationToken));
        return command;
    }

    private static Command List(CommandSite site)
    {
        var json = CommandOutput.JsonOption();
        var all = new Option<bool>("--all") { Description = "Revoked keys too." };
        var command = new Command("list", "Keys with scope, expiry and last use.") { all, json };
        command.SetAction((parsed, cancellationToken) => site.WithStoreAsync(
            async services =>
            {
                var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
                var stored = await services.GetRequiredService<IApiKeyLedger>().ListAsync(cancellationToken);
                KeyView[] keys =
                [
                    .. services.GetRequiredService<IOptions<ApiOptions>>().Value.Keys.Select(KeyView.Of),
                    .. stored.Where(key => parsed.GetValue(all) || key.RevokedAt is null).Select(key => KeyView.Of(key, now)),
                ];
                if (parsed.GetValue(json))
                {
                    parsed.WriteJson(new KeyList(keys), ApiJson.Default.KeyList);
                    return ExitCode.Ok;
                }

                parsed.Output().WriteTable(
                    ["id", "name", "scope", "state", "expires", "last used"],
                    keys.Select(key => (IReadOnlyList<string>)[
                        key.Id ?? "(configuration)", key.Name, key.Scope.ToString().ToLowerInvariant(), State(key), Shown(key.ExpiresAt), Shown(key.LastUsedAt),
                    ]));
                return ExitCode.Ok;
            },
            cancellationToken));
        return command;
    }

    private static Command Revoke(CommandSite site)
    {
        var which = new Argument<string>("id") { Description = "Id or name of the key." };
        var command = new Command("revoke", "From now on the key is refused.") { which };
        command.SetAction((parsed, cancellationToken) => site.WithStoreAsync(
            async services =>
            {
                var ledger = services.GetRequiredService<IApiKeyLedger>();
                var wanted = parsed.GetRequiredValue(which);
                var found = (await ledger.ListAsync(cancellationToken)).FirstOrDefault(key =>
                    key.RevokedAt is null && (key.Id == wanted || key.Name.Equals(wanted, StringComparison.OrdinalIgnoreCase)));
                if (found is null || !await ledger.RevokeAsync(found.Id, CommandAudit.Actor, cancellationToken))
                {
                    parsed.Error().WriteLine($"No key that is not revoked has the id or name {wanted}; keys of the configuration are taken out there.");
                    return ExitCode.No;
                }

                await CommandAudit.RecordAsync(services, "key.revoked", found.Id, new JsonObject { ["name"] = found.Name });
                parsed.Output().WriteLine($"Key {found.Id} ({found.Name}) is revoked; a running gateway refuses it within {StoredList<StoredApiKey>.FreshFor.TotalSeconds:0} s.");
                return ExitCode.Ok;
            },
            cancellationToken));
        return command;
    }

    private static string State(KeyView key) => key.RevokedAt is not null ? "revoked" : key.Active ? "active" : "expired";

    private static string Shown(DateTimeOffset? time) => time?.ToString("u", CultureInfo.InvariantCulture) ?? "";
}
