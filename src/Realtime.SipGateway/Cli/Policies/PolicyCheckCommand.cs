using System.CommandLine;
using Realtime.SipGateway.Api.Policies;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Cli.Policies;

/// <summary><c>policy check</c>: every fault of a document, as the gateway would tell them.</summary>
internal static class PolicyCheckCommand
{
    public static Command Create(CommandSite site)
    {
        var file = new Argument<string>("file") { Description = "The policy document." };
        var (targets, destinations) = PolicyOptionsOf.Names();
        var json = CommandOutput.JsonOption();
        var command = new Command("check", "Tells every fault of a document, with its path, the value, why, and what would be right. Exit code 1 when there are any.")
        {
            file, targets, destinations, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetRequiredValue(file);
            if (await PolicyFiles.ReadAsync(path, parsed.Error(), cancellationToken) is not { } text)
            {
                return ExitCode.Misuse;
            }

            await using var gateway = site.Build();
            var read = PolicyReader.Read(text, PolicyFiles.SiteOf(gateway.Configuration, parsed.GetValue(targets) ?? [], parsed.GetValue(destinations) ?? []));
            if (parsed.GetValue(json))
            {
                parsed.WriteJson(new PolicyValidationView(read.Faults.Count == 0, read.Faults), PolicyApiJson.Default.PolicyValidationView);
            }
            else
            {
                foreach (var fault in read.Faults)
                {
                    parsed.Output().WriteLine($"{path}: {fault}");
                }

                parsed.Output().WriteLine(read.Document is { } document
                    ? $"{path} is right: {document.Rules.Count} rules, {document.Agents.Count} agents, {document.Tools.Count} tools."
                    : $"Faults: {read.Faults.Count}");
            }

            return read.Faults.Count == 0 ? ExitCode.Ok : ExitCode.No;
        });
        return command;
    }
}
