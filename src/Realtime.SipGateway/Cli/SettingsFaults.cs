using System.Net.Sockets;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Store;

namespace Realtime.SipGateway.Cli;

/// <summary>What is wrong with settings, in sentences that name the key, the value and what would be right.</summary>
internal static partial class SettingsFaults
{
    /// <summary>Settings in whose place somebody may have written the secret itself: their value is not told.</summary>
    private static readonly string[] Confidential = ["ApiKey", "Sha256", "AttemptTokenKey", "AuthKey", "Value", "Password"];

    /// <summary>The sentences of a failed validation; empty for any other problem.</summary>
    public static IReadOnlyList<string> Of(Exception problem, IConfiguration? settings) => problem switch
    {
        OptionsValidationException invalid => [.. invalid.Failures.Select(failure => WithKey(invalid.OptionsType, failure, settings))],
        PolicyFileException policy => [.. policy.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
        StoreException store => [store.Message],
        IOException { InnerException: SocketException or AddressInUseException } taken => [$"{taken.Message} Another process has it, or it is no address of this machine."],
        AggregateException several => [.. several.InnerExceptions.SelectMany(inner => Of(inner, settings))],
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
