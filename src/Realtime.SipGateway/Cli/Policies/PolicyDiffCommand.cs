using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Realtime.SipGateway.Api.Policies;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules.Versions;

namespace Realtime.SipGateway.Cli.Policies;

/// <summary><c>policy diff</c>: what changes in meaning from one document to another; files, versions of the store, or the draft.</summary>
internal static class PolicyDiffCommand
{
    private const string InForce = "current";

    private const string Draft = "draft";

    private const int MaxShown = 100;

    public static Command Create(CommandSite site)
    {
        var from = new Argument<string>("from") { Description = "A file, the number of a version, current or draft." };
        var to = new Argument<string?>("to") { Description = "The same; without it, from is compared with what is in force.", Arity = ArgumentArity.ZeroOrOne };
        var json = CommandOutput.JsonOption();
        var command = new Command("diff", "Tells what changes in meaning: layout, comments and the order of members do not count. Exit code 1 when anything does.") { from, to, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (before, after) = parsed.GetValue(to) is { } second ? (parsed.GetRequiredValue(from), second) : (InForce, parsed.GetRequiredValue(from));
            if (!IsStored(before) && !IsStored(after))
            {
                return await CompareAsync(parsed, json, null, before, after, cancellationToken);
            }

            return await site.WithStoreAsync(
                services => CompareAsync(parsed, json, services.GetRequiredService<IPolicyLedger>(), before, after, cancellationToken), cancellationToken);
        });
        return command;
    }

    /// <summary>A file may have any name: what exists as one is one.</summary>
    private static bool IsStored(string name) =>
        !File.Exists(name) && (name is InForce or Draft || int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _));

    private static async Task<int> CompareAsync(
        ParseResult parsed, Option<bool> json, IPolicyLedger? ledger, string before, string after, CancellationToken cancellationToken)
    {
        if (await TextAsync(parsed, ledger, before, cancellationToken) is not { } one || await TextAsync(parsed, ledger, after, cancellationToken) is not { } other)
        {
            return ExitCode.Misuse;
        }

        IReadOnlyList<PolicyChange> changes;
        try
        {
            changes = PolicyDiff.Compare(one, other);
        }
        catch (JsonException fault)
        {
            parsed.Error().WriteLine($"One of the two is no JSON: {fault.Message}");
            return ExitCode.Misuse;
        }

        if (parsed.GetValue(json))
        {
            var text = LineDiff.Unified(Encoding.UTF8.GetString(one.Span), Encoding.UTF8.GetString(other.Span), before, after);
            parsed.WriteJson(new PolicyDiffView(before, after, changes, text), PolicyApiJson.Default.PolicyDiffView);
        }
        else
        {
            foreach (var change in changes)
            {
                parsed.Output().WriteLine(Line(change));
            }

            parsed.Output().WriteLine(changes.Count == 0 ? "Nothing changes in meaning." : string.Create(CultureInfo.InvariantCulture, $"Changes: {changes.Count}"));
        }

        return changes.Count == 0 ? ExitCode.Ok : ExitCode.No;
    }

    private static async Task<ReadOnlyMemory<byte>?> TextAsync(ParseResult parsed, IPolicyLedger? ledger, string name, CancellationToken cancellationToken)
    {
        if (ledger is null || !IsStored(name))
        {
            return await PolicyFiles.ReadAsync(name, parsed.Error(), cancellationToken);
        }

        var text = name switch
        {
            Draft => (await ledger.DraftAsync(cancellationToken))?.Text,
            InForce => await ledger.LatestAsync(null, cancellationToken) is { } latest ? await ledger.TextAsync(latest.Number, cancellationToken) : null,
            _ => await ledger.TextAsync(int.Parse(name, CultureInfo.InvariantCulture), cancellationToken),
        };
        if (text is null)
        {
            parsed.Error().WriteLine($"{name}: the store has no such version, and there is no such file.");
        }

        return text;
    }

    private static string Line(PolicyChange change) => change.Kind switch
    {
        PolicyChangeKind.Added => $"+ {change.Path}: {Shown(change.After)}",
        PolicyChangeKind.Removed => $"- {change.Path}: {Shown(change.Before)}",
        PolicyChangeKind.Moved => $"> {change.Path}: moved",
        _ => $"~ {change.Path}: {Shown(change.Before)} -> {Shown(change.After)}",
    };

    private static string Shown(JsonElement? value)
    {
        var text = value is { } element ? string.Join(' ', element.GetRawText().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) : "";
        return text.Length <= MaxShown ? text : text[..MaxShown] + "…";
    }
}
