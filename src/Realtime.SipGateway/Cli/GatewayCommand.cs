using System.CommandLine;
using System.CommandLine.Invocation;
using Realtime.SipGateway.Cli.Calls;
using Realtime.SipGateway.Cli.Doctor;
using Realtime.SipGateway.Cli.Policies;

namespace Realtime.SipGateway.Cli;

/// <summary>The one command line of the gateway: a list of its commands. Each is a class of its own with a <c>Create</c>.</summary>
internal static class GatewayCommand
{
    public static RootCommand Create(CommandSite site)
    {
        var root = new RootCommand(
            "Realtime.SipGateway: lets calls of your SIP trunks to AI agents on OpenAI's Realtime API. Without a command it runs the gateway. "
            + "Settings are read from appsettings.json, the environment and --Section:Key=value, by every command as by the gateway.");
        root.Subcommands.Add(new Command(CommandLine.Run, "Runs the gateway (the default). All options are settings: --Section:Key=value."));
        root.Subcommands.Add(HashKeyCommand.Create());
        root.Subcommands.Add(PolicyCommand.Create(site));
        root.Subcommands.Add(KeyCommand.Create(site));
        root.Subcommands.Add(UserCommand.Create(site));
        root.Subcommands.Add(AuditCommand.Create(site));
        root.Subcommands.Add(CallsCommand.Create(site));
        root.Subcommands.Add(CallCommand.Create(site));
        root.Subcommands.Add(RcaCommand.Create(site));
        root.Subcommands.Add(SpendingCommand.Create(site));
        root.Subcommands.Add(ExportCommand.Create(site));
        root.Subcommands.Add(EraseCommand.Create(site));
        root.Subcommands.Add(OutgoingCommand.Create(site));
        root.Subcommands.Add(DoctorCommand.Create(site));
        return root;
    }

    /// <summary>Runs a command; see <see cref="ExitCode"/>.</summary>
    public static async Task<int> InvokeAsync(string[] args, Func<string[], WebApplication> build, TextReader input, TextWriter output, TextWriter error)
    {
        var (words, settings) = CommandLine.Split(args);
        var parsed = Create(new CommandSite(build, settings, input)).Parse(words);
        var code = await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        return parsed.Action is ParseErrorAction ? ExitCode.Misuse : code;
    }
}
