using System.CommandLine;
using Realtime.SipGateway.Calls.Diagnosis;

namespace Realtime.SipGateway.Cli.Calls;

/// <summary><c>rca</c>: why one call ended, evidence first.</summary>
internal static class RcaCommand
{
    public static Command Create(CommandSite site)
    {
        var id = CallCommand.IdArgument();
        var command = new Command(
            "rca", "Root cause of a call's end: the events that explain it, the cause with its confidence, what is not known, what to do. Exit code 1 when the cause is unknown.") { id };
        var source = new HistorySource(site, command, hasWords: false);
        command.SetAction((parsed, cancellationToken) => source.UseAsync(parsed, async history =>
        {
            var story = await new CallFinder(history).FindAsync(parsed.GetValue(id)!, cancellationToken);
            var diagnosis = CallDiagnostician.Diagnose(story.Record.CallId, story.Events);
            await (parsed.GetValue(source.Json) ? DiagnosisView.WriteJsonAsync(parsed.Output(), diagnosis) : DiagnosisView.WriteTextAsync(parsed.Output(), diagnosis));
            return diagnosis.RootCause == RootCause.Unknown ? ExitCode.No : ExitCode.Ok;
        }));
        return command;
    }
}
