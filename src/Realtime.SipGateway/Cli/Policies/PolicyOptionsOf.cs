using System.CommandLine;

namespace Realtime.SipGateway.Cli.Policies;

/// <summary>Options that several policy commands share.</summary>
internal static class PolicyOptionsOf
{
    /// <summary>Names of the site that stand in no settings here.</summary>
    public static (Option<string[]> Targets, Option<string[]> Destinations) Names() => (
        new Option<string[]>("--target") { Description = "Name of an AI target besides those of the settings, where these are not at hand. May be repeated." },
        new Option<string[]>("--destination") { Description = "Name of a destination besides those of the settings. May be repeated." });
}
