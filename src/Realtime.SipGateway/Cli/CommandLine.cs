using System.Text.RegularExpressions;

namespace Realtime.SipGateway.Cli;

/// <summary>Tells the gateway's own settings (<c>--Section:Key=value</c>) from a command and its options.</summary>
internal static partial class CommandLine
{
    public const string Run = "run";

    /// <summary>True when the gateway itself is to run; <paramref name="settings"/> then go to its configuration as they stand.</summary>
    public static bool AsksToRun(string[] args, out string[] settings)
    {
        var named = args is [Run, ..];
        settings = named ? args[1..] : args;
        if (Array.Exists(settings, static word => word is "--help" or "-h" or "-?" or "/?" or "/h"))
        {
            return false;
        }

        return named || args.Length == 0 || (IsSetting(args[0]) && args[0] != "--version");
    }

    /// <summary>A command may be given settings too, in the form <c>--Section:Key=value</c>: they are taken out of its words.</summary>
    public static (string[] Words, string[] Settings) Split(string[] args) =>
        ([.. args.Where(static word => !Setting().IsMatch(word))], [.. args.Where(static word => Setting().IsMatch(word))]);

    private static bool IsSetting(string word) => word.StartsWith('-') || word.StartsWith('/') || word.Contains('=', StringComparison.Ordinal);

    [GeneratedRegex(@"^--(\w+(:[\w.\-]+)+|Urls|environment|contentRoot)=", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Setting();
}
