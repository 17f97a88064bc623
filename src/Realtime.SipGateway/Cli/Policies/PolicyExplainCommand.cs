using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Api;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Cli.Policies;

/// <summary><c>policy explain</c>: what a document would do with a call, and why, by the engine that decides real calls.</summary>
internal static class PolicyExplainCommand
{
    private const string TrunksSection = "Trunks";

    public static Command Create(CommandSite site)
    {
        var file = new Argument<string>("file") { Description = "The policy document." };
        var words = new PolicyCallOptions();
        var (targets, destinations) = PolicyOptionsOf.Names();
        var expect = new Option<string?>("--expect") { Description = "Name of the rule that must decide: exit code 1 when it is another, for tests in CI." };
        var json = CommandOutput.JsonOption();
        var command = new Command("explain", "Tells what a document would do with a call: each rule tried, the condition that failed, the match.")
        {
            file, targets, destinations, expect, json,
        };
        words.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (await PolicyFiles.ReadAsync(parsed.GetRequiredValue(file), parsed.Error(), cancellationToken) is not { } text)
            {
                return ExitCode.Misuse;
            }

            await using var gateway = site.Build();
            var policySite = PolicyFiles.SiteOf(gateway.Configuration, parsed.GetValue(targets) ?? [], parsed.GetValue(destinations) ?? []);
            var read = PolicyReader.Read(text, policySite);
            if (read.Document is null)
            {
                parsed.Error().WriteLine($"The document has faults: {read.Faults.Count}. The first: {read.Faults[0]}");
                return ExitCode.Misuse;
            }

            if (words.FactsOf(parsed, gateway.Services.GetRequiredService<TimeProvider>(), Normaliser(gateway, parsed.GetValue(words.Trunk))) is not { } facts)
            {
                return ExitCode.Misuse;
            }

            var decision = RuleEngine.Explain(new Policy("0-file", read.Document), facts, policySite.DefaultTarget);
            Show(parsed, json, decision);
            return parsed.GetValue(expect) is { } rule && rule != decision.Rule ? ExitCode.No : ExitCode.Ok;
        });
        return command;
    }

    private static void Show(ParseResult parsed, Option<bool> json, CallDecision decision)
    {
        if (parsed.GetValue(json))
        {
            parsed.WriteJson(decision, ApiJson.Default.CallDecision);
            return;
        }

        foreach (var line in decision.Explanation)
        {
            parsed.Output().WriteLine("  " + line);
        }

        var outcome = decision switch
        {
            { Agent: { } agent } => $"accept with agent {agent} on {string.Join(", then ", decision.TargetOrder)}",
            { Destination: { } destination } => $"send to {destination}",
            _ => string.Create(CultureInfo.InvariantCulture, $"reject with {decision.SipStatus} {decision.Reason}").TrimEnd(),
        };
        parsed.Output().WriteLine($"{decision.Rule}: {outcome}" + (decision.Fallback is { } fallback ? $", else {fallback}" : ""));
    }

    /// <summary>Numbers as that trunk shows them to the rules, where the settings know the trunk and are whole; else as they were given.</summary>
    private static Func<string, string> Normaliser(WebApplication gateway, string? trunk)
    {
        if (trunk is null || !gateway.Configuration.GetSection(TrunksSection).GetSection(trunk).Exists())
        {
            return static number => number;
        }

        try
        {
            var trunks = gateway.Services.GetRequiredService<ITrunkStatus>();
            return number => trunks.Normalise(trunk, number);
        }
        catch (OptionsValidationException)
        {
            return static number => number;
        }
    }
}
