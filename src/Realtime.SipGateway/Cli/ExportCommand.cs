using System.CommandLine;
using System.Text.Json.Nodes;
using Realtime.SipGateway.Api;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Export;

namespace Realtime.SipGateway.Cli;

/// <summary><c>export</c>: records of ended calls for other programs.</summary>
internal static class ExportCommand
{
    public static Command Create(CommandSite site)
    {
        var format = new Option<ExportFormat>("--format") { Description = "jsonl or csv.", DefaultValueFactory = static _ => ExportFormat.Jsonl };
        var profile = new Option<ExportProfile>("--profile")
        {
            Description = "Whose field names: native, asterisk or freeswitch.",
            DefaultValueFactory = static _ => ExportProfile.Native,
        };
        var from = new Option<string?>("--from") { Description = "ISO 8601; calls that started then or later." };
        var to = new Option<string?>("--to") { Description = "ISO 8601; calls that started before." };
        var output = new Option<string?>("--output") { Description = "File to write; standard output without." };
        var command = new Command("export", "Writes the records of ended calls, oldest first.") { format, profile, from, to, output };
        command.SetAction((parsed, cancellationToken) => site.WithHistoryAsync(
            async services =>
            {
                if (!ExportApi.TryTime(parsed.GetValue(from), out var start) || !ExportApi.TryTime(parsed.GetValue(to), out var end))
                {
                    parsed.Error().WriteLine("--from and --to are ISO 8601 times, such as 2026-11-01 or 2026-11-01T12:00:00Z");
                    return ExitCode.Misuse;
                }

                await CommandAudit.RecordAsync(
                    services, "calls.exported", parsed.GetValue(profile).ToString().ToLowerInvariant(),
                    new JsonObject { ["from"] = parsed.GetValue(from), ["to"] = parsed.GetValue(to) });
                var records = services.GetRequiredService<ICallArchive>().ReadRecordsAsync(start, end, cancellationToken);
                if (parsed.GetValue(output) is { } path)
                {
                    await using var file = File.Create(path);
                    var count = await CallExport.WriteAsync(file, records, parsed.GetValue(format), parsed.GetValue(profile), cancellationToken);
                    parsed.Error().WriteLine($"{count} records in {path}");
                }
                else
                {
                    await using var text = new TextStream(parsed.Output());
                    await CallExport.WriteAsync(text, records, parsed.GetValue(format), parsed.GetValue(profile), cancellationToken);
                }

                return ExitCode.Ok;
            },
            cancellationToken));
        return command;
    }
}
