using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Realtime.SipGateway.Api.Policies;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Rules.DryRuns;
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
        var calls = new Option<int?>("--calls")
        {
            Description = $"Tells too which of the last recorded calls of the store the second would decide otherwise, 1 to {DryRun.MaxCalls}.",
        };
        var json = CommandOutput.JsonOption();
        var command = new Command("diff", "Tells what changes in meaning: layout, comments and the order of members do not count. Exit code 1 when anything does.")
        {
            from, to, calls, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (before, after) = parsed.GetValue(to) is { } second ? (parsed.GetRequiredValue(from), second) : (InForce, parsed.GetRequiredValue(from));
            var last = parsed.GetValue(calls);
            if (last is < 1 or > DryRun.MaxCalls)
            {
                parsed.Error().WriteLine($"--calls: a number from 1 to {DryRun.MaxCalls}");
                return ExitCode.Misuse;
            }

            var work = new Work(parsed, parsed.GetValue(json), before, after, last);
            return last is null && !IsStored(before) && !IsStored(after)
                ? await CompareAsync(work, null, cancellationToken)
                : await site.WithStoreAsync(services => CompareAsync(work, services, cancellationToken), cancellationToken);
        });
        return command;
    }

    /// <summary>A file may have any name: what exists as one is one.</summary>
    private static bool IsStored(string name) =>
        !File.Exists(name) && (name is InForce or Draft || int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _));

    private static async Task<int> CompareAsync(Work work, IServiceProvider? services, CancellationToken cancellationToken)
    {
        var (parsed, ledger) = (work.Parsed, services?.GetRequiredService<IPolicyLedger>());
        if (await TextAsync(parsed, ledger, work.Before, cancellationToken) is not { } one
            || await TextAsync(parsed, ledger, work.After, cancellationToken) is not { } other)
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

        DryRunReport? report = null;
        if (work.Last is { } last && (report = await TryAsync(work, services!, other, last, cancellationToken)) is null)
        {
            return ExitCode.Misuse;
        }

        if (work.Json)
        {
            var text = LineDiff.Unified(Encoding.UTF8.GetString(one.Span), Encoding.UTF8.GetString(other.Span), work.Before, work.After);
            parsed.WriteJson(new PolicyDiffView(work.Before, work.After, changes, text, report), PolicyApiJson.Default.PolicyDiffView);
        }
        else
        {
            Show(parsed.Output(), changes, report);
        }

        return changes.Count == 0 && (report is null || report.Changed == 0) ? ExitCode.Ok : ExitCode.No;
    }

    /// <summary>Null, and told why, when the document cannot decide calls.</summary>
    private static async Task<DryRunReport?> TryAsync(Work work, IServiceProvider services, ReadOnlyMemory<byte> text, int last, CancellationToken cancellationToken)
    {
        var site = PolicyFiles.SiteOf(services.GetRequiredService<IConfiguration>(), [], []);
        var read = PolicyReader.Read(text, site);
        if (read.Document is null)
        {
            work.Parsed.Error().WriteLine($"{work.After} has faults: {read.Faults.Count}. The first: {read.Faults[0]}");
            return null;
        }

        return await new DryRun(services.GetRequiredService<ICallEventLog>())
            .RunAsync(new Policy(work.After, read.Document), site.DefaultTarget, last, null, cancellationToken);
    }

    private static void Show(TextWriter output, IReadOnlyList<PolicyChange> changes, DryRunReport? report)
    {
        foreach (var change in changes)
        {
            output.WriteLine(Line(change));
        }

        output.WriteLine(changes.Count == 0 ? "Nothing changes in meaning." : string.Create(CultureInfo.InvariantCulture, $"Changes: {changes.Count}"));
        if (report is null)
        {
            return;
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Recorded calls: {report.Calls}, decided again: {report.Replayed}, would go another way: {report.Changed}, the same way by another rule: {report.OtherRule}"));
        foreach (var group in report.Groups)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"  {group.Calls} x  {group.Before.Rule}: {group.Before.Does}  ->  {group.After.Rule}: {group.After.Does}"));
        }
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

    private sealed record Work(ParseResult Parsed, bool Json, string Before, string After, int? Last);
}
