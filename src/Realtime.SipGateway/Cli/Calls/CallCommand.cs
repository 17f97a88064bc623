using System.CommandLine;

namespace Realtime.SipGateway.Cli.Calls;

/// <summary><c>call</c>: one call, as a ladder.</summary>
internal static class CallCommand
{
    public static Command Create(CommandSite site)
    {
        var id = IdArgument();
        var all = new Option<bool>("--all") { Description = "Also each start and stop of the caller's speech." };
        var command = new Command("call", "One call: who with whom, a ladder of SIP, webhook, REST and sideband, turns, tools, guardrails, totals, decision.") { id, all };
        var source = new HistorySource(site, command);
        command.SetAction((parsed, cancellationToken) => source.UseAsync(parsed, async history =>
        {
            var story = await new CallFinder(history).FindAsync(parsed.GetValue(id)!, cancellationToken);
            await (parsed.GetValue(source.Json)
                ? CallView.WriteJsonAsync(parsed.Output(), story, source.Show(parsed))
                : CallView.WriteTextAsync(parsed.Output(), story, source.Show(parsed), parsed.GetValue(all)));
            return ExitCode.Ok;
        }));
        return command;
    }

    internal static Argument<string> IdArgument() => new("id")
    {
        Description = "Our id (call_…) or its beginning, the SIP Call-ID of either leg, or the vendor's rtc_….",
    };
}
