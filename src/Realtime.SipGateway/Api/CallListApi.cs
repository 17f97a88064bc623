using Realtime.SipGateway.Api.Description;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Api;

/// <summary>Calls by what an operator knows of them, and why each was decided as it was.</summary>
internal sealed class CallListApi(ActiveCalls calls, ICallSearch search, ICallEventLog events, Redactor redactor)
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/calls", static ([AsParameters] CallListQuery query, CallListApi self, CancellationToken ct) => self.ListAsync(query, ct))
            .Documented("ListCalls", "Calls", "Live calls and records of ended ones, newest first", "Live calls are on the first page only; all filters must match.")
            .Produces<CallList>()
            .Problems(400);
        api.MapGet("/calls/{id}/decision", static (string id, CallListApi self, CancellationToken ct) => self.DecisionAsync(id, ct))
            .Documented("GetCallDecision", "Calls", "Which rule decided a call, and why no other did")
            .Produces<CallDecision>()
            .Problems(404);
    }

    private async Task<IResult> ListAsync(CallListQuery asked, CancellationToken cancellationToken)
    {
        if (!asked.TryRead(out var query, out var count, out var problem))
        {
            return problem;
        }

        if (asked.Id is { } id)
        {
            if (await search.ResolveAsync(id, cancellationToken) is not { } call)
            {
                return TypedResults.Json(new CallList([], [], null, 0), ApiJson.Default.CallList);
            }

            query = query with { Call = call };
        }

        var records = await search.FindAsync(query, count, cancellationToken);
        IReadOnlyList<LiveCall> live = query.Before is null
            ? [.. calls.List().Select(call => LiveCall.Of(call, redactor)).Where(call => asked.Matches(call, query))]
            : [];
        return TypedResults.Json(
            new CallList(
                [.. live.Take(CallListQuery.MaxPage)], records, records.Count == count ? CallListQuery.CursorOf(records[^1]) : null, live.Count), ApiJson.Default.CallList);
    }

    private async Task<IResult> DecisionAsync(string id, CancellationToken cancellationToken)
    {
        if (!CallId.TryParse(id, out var callId))
        {
            return ApiProblem.CallUnknown();
        }

        if (calls.TryGet(callId, out var live) && live.Decision is { } decision)
        {
            return TypedResults.Json(((DecisionMade)new DecisionMade(decision).Redact(redactor)).Decision, ApiJson.Default.CallDecision);
        }

        await foreach (var one in events.ReadAsync(callId, cancellationToken))
        {
            if (one.Data is DecisionMade made)
            {
                return TypedResults.Json(made.Decision, ApiJson.Default.CallDecision);
            }
        }

        return ApiProblem.Of(StatusCodes.Status404NotFound, "No decision", "No such call, or it ended before anything was decided.");
    }
}
