using System.Net.Sockets;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Cli;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Store;

namespace Realtime.SipGateway;

/// <summary>Runs the gateway or a command, or tells in one message everything that is wrong with the settings.</summary>
internal static partial class StartUp
{
    /// <summary>Settings in whose place somebody may have written the secret itself: their value is not told.</summary>
    private static readonly string[] Confidential = ["ApiKey", "Sha256", "AttemptTokenKey", "AuthKey", "Value", "Password"];

    public static async Task<int> RunAsync(string[] args)
    {
        IConfiguration? settings = null;
        var runs = CommandLine.AsksToRun(args, out var own);
        try
        {
            return runs
                ? await RunGatewayAsync(Build(own))
                : await GatewayCommand.InvokeAsync(args, Build, Console.In, Console.Out, Console.Error);
        }
        catch (Exception problem) when (Faults(problem, settings) is { Count: > 0 } faults)
        {
            await Console.Error.WriteLineAsync((runs ? "The gateway does not start. " : "") + $"Faults in its settings: {faults.Count}");
            foreach (var fault in faults)
            {
                await Console.Error.WriteLineAsync("  " + fault);
            }

            return ExitCode.Misuse;
        }

        WebApplication Build(string[] words)
        {
            var gateway = GatewayHost.Build(words);
            settings = gateway.Configuration;
            return gateway;
        }
    }

    private static async Task<int> RunGatewayAsync(WebApplication gateway)
    {
        await using (gateway)
        {
            // All sections before any service is made: the first faulty one must not hide the others.
            gateway.Services.GetRequiredService<IStartupValidator>().Validate();
            await gateway.RunAsync();
            return ExitCode.Ok;
        }
    }

    /// <summary>The sentences of a failed validation; empty for any other problem.</summary>
    internal static IReadOnlyList<string> Faults(Exception problem, IConfiguration? settings) => problem switch
    {
        OptionsValidationException invalid => [.. invalid.Failures.Select(failure => WithKey(invalid.OptionsType, failure, settings))],
        PolicyFileException policy => [.. policy.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
        StoreException store => [store.Message],
        IOException { InnerException: SocketException or AddressInUseException } taken => [$"{taken.Message} Another process has it, or it is no address of this machine."],
        AggregateException several => [.. several.InnerExceptions.SelectMany(inner => Faults(inner, settings))],
        _ => [],
    };

    /// <summary>Attributes tell a path within their class: makes it the key of the setting, and adds the value that stands there.</summary>
    private static string WithKey(Type options, string failure, IConfiguration? settings)
    {
        var section = options.GetField("Section", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) as string;
        var match = AttributeFault().Match(failure);
        if (section is null || !match.Success || match.Groups["type"].Value != options.Name)
        {
            return failure;
        }

        var key = $"{section}:{match.Groups["path"].Value.Replace('.', ':').Replace("[", ":", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal)}";
        var value = Array.Exists(Confidential, name => key.EndsWith(name, StringComparison.Ordinal)) ? null : settings?[key];
        return value is null ? $"{key}: {match.Groups["why"].Value}" : $"{key}: \"{value}\" {match.Groups["why"].Value}";
    }

    [GeneratedRegex(@"^\w+: The (?:field )?(?<type>\w+)\.(?<path>[\w.\[\]]+) (?:field )?(?<why>.+)$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex AttributeFault();
}
