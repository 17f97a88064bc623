using System.CommandLine;
using System.Globalization;
using Realtime.SipGateway.Api;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Cli;

/// <summary><c>audit verify</c> and <c>audit list</c>: who changed what, and whether the log of it is whole.</summary>
internal static class AuditCommand
{
    private const int DefaultCount = 50;

    public static Command Create(CommandSite site)
    {
        var command = new Command("audit", "The log of changes: who did what, when, from where.");
        command.Subcommands.Add(Verify(site));
        command.Subcommands.Add(List(site));
        return command;
    }

    private static Command Verify(CommandSite site)
    {
        var head = new Option<string?>("--head")
        {
            Description = "An earlier head, <seq>:<hash>, as the gateway logs it daily: tells whether the log was cut or rewritten since.",
        };
        var json = CommandOutput.JsonOption();
        var command = new Command("verify", "Checks the hash chain of the audit log; names the first entry that is not as it was written (exit code 1).") { head, json };
        command.SetAction((parsed, cancellationToken) => site.WithHistoryAsync(
            async services =>
            {
                AuditHead? known = null;
                if (parsed.GetValue(head) is { } text && !AuditHead.TryParse(text, out known))
                {
                    parsed.Error().WriteLine($"--head: {text} is no <seq>:<64 hexadecimal digits>");
                    return ExitCode.Misuse;
                }

                var verdict = await services.GetRequiredService<IAuditLog>().VerifyAsync(known, cancellationToken);
                if (parsed.GetValue(json))
                {
                    parsed.WriteJson(verdict, ApiJson.Default.AuditVerdict);
                }
                else
                {
                    parsed.Output().WriteLine(verdict.Intact
                        ? string.Create(CultureInfo.InvariantCulture, $"The audit log is intact: {verdict.Entries} entries, head {verdict.Head}")
                        : string.Create(CultureInfo.InvariantCulture, $"The audit log is broken at entry {verdict.BrokenAt}: {verdict.Why}"));
                }

                return verdict.Intact ? ExitCode.Ok : ExitCode.No;
            },
            cancellationToken));
        return command;
    }

    private static Command List(CommandSite site)
    {
        var count = new Option<int>("--count") { Description = "How many entries, newest first.", DefaultValueFactory = static _ => DefaultCount };
        var actor = new Option<string?>("--actor") { Description = "Only of this actor: key:<id>, user:<name>, cli, file, …" };
        var action = new Option<string?>("--action") { Description = "Only this action, such as policy.published." };
        var json = CommandOutput.JsonOption();
        var command = new Command("list", "The newest entries of the audit log.") { count, actor, action, json };
        command.SetAction((parsed, cancellationToken) => site.WithHistoryAsync(
            async services =>
            {
                var query = new AuditQuery { Actor = parsed.GetValue(actor), Action = parsed.GetValue(action) };
                var entries = await services.GetRequiredService<IAuditLog>().ListAsync(
                    query, Math.Clamp(parsed.GetValue(count), 1, AuditQuery.MaxCount), null, cancellationToken);
                if (parsed.GetValue(json))
                {
                    parsed.WriteJson(entries, ApiJson.Default.IReadOnlyListAuditRecord);
                }
                else
                {
                    parsed.Output().WriteTable(
                        ["seq", "at", "actor", "action", "object", "note"],
                        entries.Select(entry => (IReadOnlyList<string>)[
                            entry.Seq.ToString(CultureInfo.InvariantCulture), entry.At.ToString("u", CultureInfo.InvariantCulture), entry.Actor, entry.Action,
                            entry.Object, entry.Note ?? "",
                        ]));
                }

                return ExitCode.Ok;
            },
            cancellationToken));
        return command;
    }
}
