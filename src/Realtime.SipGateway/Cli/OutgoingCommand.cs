using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Realtime.SipGateway.AfterCall;
using Realtime.SipGateway.Api;
using Realtime.SipGateway.Calls.Outgoing;

namespace Realtime.SipGateway.Cli;

/// <summary><c>outgoing list|redeliver</c>: what endpoints were told of calls, by the store; a running gateway sends what is redelivered within seconds.</summary>
internal static class OutgoingCommand
{
    private const int DefaultCount = 50;

    private const int PageSize = 500;

    public static Command Create(CommandSite site)
    {
        var command = new Command("outgoing", "Webhooks to the site's endpoints: what became of them, and sending them again.");
        command.Subcommands.Add(List(site));
        command.Subcommands.Add(Redeliver(site));
        return command;
    }

    private static Command List(CommandSite site)
    {
        var state = new Option<OutgoingState?>("--state") { Description = "Only those." };
        var endpoint = new Option<string?>("--endpoint") { Description = "Name of an endpoint." };
        var limit = new Option<int>("--limit") { Description = $"At most so many, 1 to {PageSize}.", DefaultValueFactory = static _ => DefaultCount };
        var json = CommandOutput.JsonOption();
        var command = new Command("list", "Deliveries, newest first, and what waits for each endpoint.") { state, endpoint, limit, json };
        command.SetAction((parsed, cancellationToken) => site.WithStoreAsync(
            async services =>
            {
                var ledger = services.GetRequiredService<IOutgoingLedger>();
                var found = await ledger.ListAsync(
                    parsed.GetValue(state), parsed.GetValue(endpoint), null, Math.Clamp(parsed.GetValue(limit), 1, PageSize), null, null, cancellationToken);
                if (parsed.GetValue(json))
                {
                    parsed.WriteJson(found, ApiJson.Default.IReadOnlyListOutgoingDelivery);
                    return ExitCode.Ok;
                }

                parsed.Output().WriteTable(
                    ["at", "id", "endpoint", "event", "call", "state", "tries", "last answer"],
                    found.Select(static one => (IReadOnlyList<string>)[
                        Shown(one.At), one.Id, one.Endpoint, one.Type, one.CallId.Value, one.State.ToString().ToLowerInvariant(), one.Attempts.ToString(CultureInfo.InvariantCulture),
                        one.Fault ?? (one.Status is { } status ? status.ToString(CultureInfo.InvariantCulture) : "-"),
                    ]));
                await WriteBacklogAsync(parsed, ledger, services.GetRequiredService<OutgoingEndpoints>(), cancellationToken);
                return ExitCode.Ok;
            },
            cancellationToken));
        return command;
    }

    private static async Task WriteBacklogAsync(ParseResult parsed, IOutgoingLedger ledger, OutgoingEndpoints endpoints, CancellationToken cancellationToken)
    {
        var stops = await ledger.StopsAsync(cancellationToken);
        foreach (var backlog in await ledger.BacklogAsync(cancellationToken))
        {
            var configured = endpoints.Find(backlog.Endpoint);
            var note = configured is null ? "; not configured"
                : stops.FirstOrDefault(stop => stop.Endpoint == configured.Name && stop.Address == configured.Address) is { } stop ? $"; stopped by a 410 since {Shown(stop.At)}"
                : "";
            var oldest = backlog.OldestAt is { } at ? $", the oldest of {Shown(at)}" : "";
            parsed.Output().WriteLine(string.Create(CultureInfo.InvariantCulture, $"{backlog.Endpoint}: {backlog.Pending} wait{oldest}; {backlog.Failed} given up{note}"));
        }
    }

    private static Command Redeliver(CommandSite site)
    {
        var ids = new Argument<string[]>("ids") { Description = "Ids of deliveries (msg_…).", Arity = ArgumentArity.ZeroOrMore };
        var failed = new Option<string?>("--failed") { Description = "All that were given up for the endpoint of this name." };
        var command = new Command("redeliver", "Sends deliveries again, with their ids and all attempts anew.") { ids, failed };
        command.SetAction((parsed, cancellationToken) => site.WithStoreAsync(
            async services =>
            {
                var named = parsed.GetValue(ids) ?? [];
                if (named.Length == 0 == parsed.GetValue(failed) is null)
                {
                    parsed.Error().WriteLine("Give ids, or --failed NAME.");
                    return ExitCode.Misuse;
                }

                var ledger = services.GetRequiredService<IOutgoingLedger>();
                var wanted = parsed.GetValue(failed) is { } endpoint ? await FailedAsync(ledger, endpoint, cancellationToken) : named;
                var missing = 0;
                foreach (var id in wanted)
                {
                    if (await ledger.RedeliverAsync(id, CancellationToken.None))
                    {
                        await CommandAudit.RecordAsync(services, "outgoing.redelivered", id, new JsonObject());
                    }
                    else
                    {
                        missing++;
                        parsed.Error().WriteLine($"There is no delivery {id}.");
                    }
                }

                parsed.Output().WriteLine(string.Create(CultureInfo.InvariantCulture, $"{wanted.Count - missing} are sent again."));
                return missing == 0 ? ExitCode.Ok : ExitCode.No;
            },
            cancellationToken));
        return command;
    }

    private static async Task<IReadOnlyList<string>> FailedAsync(IOutgoingLedger ledger, string endpoint, CancellationToken cancellationToken)
    {
        var all = new List<string>();
        OutgoingDelivery? last = null;
        IReadOnlyList<OutgoingDelivery> page;
        do
        {
            page = await ledger.ListAsync(OutgoingState.Failed, endpoint, null, PageSize, last?.At, last?.Id, cancellationToken);
            all.AddRange(page.Select(static one => one.Id));
            last = page.Count > 0 ? page[^1] : last;
        }
        while (page.Count == PageSize);
        return all;
    }

    private static string Shown(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
