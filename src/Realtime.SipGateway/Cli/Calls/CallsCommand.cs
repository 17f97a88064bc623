using System.CommandLine;

namespace Realtime.SipGateway.Cli.Calls;

/// <summary><c>calls</c>: the newest calls, filtered.</summary>
internal static class CallsCommand
{
    public static Command Create(CommandSite site)
    {
        var since = new Option<string?>("--since") { Description = $"Only calls that began after this: {SinceText.Forms}." };
        var until = new Option<string?>("--until") { Description = $"Only calls that began before this: {SinceText.Forms}." };
        var number = new Option<string?>("--number") { Description = "Only calls from or to a number that holds these digits." };
        var agent = new Option<string?>("--agent") { Description = "Only calls of this agent." };
        var trunk = new Option<string?>("--trunk") { Description = "Only calls of this trunk." };
        var cause = new Option<string?>("--cause") { Description = "Only calls that ended for this cause or by this side, such as vendor_rejected, policy or caller." };
        var limit = new Option<int>("--limit")
        {
            Description = $"How many at most, newest first; 1 to {CallFilter.MaxLimit}.",
            DefaultValueFactory = static _ => CallFilter.DefaultLimit,
        };
        var command = new Command("calls", "Calls of the configured store or of a running gateway, newest first. Live calls are seen with --url.")
        {
            since, until, number, agent, trunk, cause, limit,
        };
        var source = new HistorySource(site, command);
        command.SetAction((parsed, cancellationToken) => source.UseAsync(parsed, async history =>
        {
            var filter = new CallFilter
            {
                Since = Time(parsed, since),
                Until = Time(parsed, until),
                Number = parsed.GetValue(number),
                Agent = parsed.GetValue(agent),
                Trunk = parsed.GetValue(trunk),
                Cause = parsed.GetValue(cause),
                Limit = Math.Clamp(parsed.GetValue(limit), 1, CallFilter.MaxLimit),
            };
            var calls = await new CallFinder(history).ListAsync(filter, cancellationToken);
            if (parsed.GetValue(source.Json))
            {
                await CallListView.WriteJsonAsync(parsed.Output(), calls, source.Show(parsed));
            }
            else
            {
                CallListView.WriteText(parsed.Output(), calls, source.Show(parsed));
            }

            return ExitCode.Ok;
        }));
        return command;
    }

    private static DateTimeOffset? Time(ParseResult parsed, Option<string?> option)
    {
        if (parsed.GetValue(option) is not { } text)
        {
            return null;
        }

        return SinceText.TryParse(text, TimeProvider.System.GetUtcNow(), out var time)
            ? time
            : throw new CommandFaultException($"{option.Name}: {text} is no time; write {SinceText.Forms}.");
    }
}
