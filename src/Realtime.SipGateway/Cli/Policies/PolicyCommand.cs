using System.CommandLine;

namespace Realtime.SipGateway.Cli.Policies;

/// <summary><c>policy check|diff|explain</c>: policy documents on the desk and in CI, without a running gateway.</summary>
internal static class PolicyCommand
{
    public static Command Create(CommandSite site)
    {
        var command = new Command("policy", "Checks, compares and tries policy documents; files need neither store nor network.");
        command.Subcommands.Add(PolicyCheckCommand.Create(site));
        command.Subcommands.Add(PolicyDiffCommand.Create(site));
        command.Subcommands.Add(PolicyExplainCommand.Create(site));
        return command;
    }
}
