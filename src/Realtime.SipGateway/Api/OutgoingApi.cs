using System.ComponentModel;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Realtime.SipGateway.Api.Description;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Outgoing;

namespace Realtime.SipGateway.Api;

/// <summary>The webhooks that this gateway sends: what became of them, and what an operator can do about it.</summary>
internal sealed class OutgoingApi(IOutgoingLedger ledger, IOutgoingWebhooks webhooks, AuditTrail audit)
{
    private const int DefaultPage = 50;
    private const int MaxPage = 500;

    public static void Map(RouteGroupBuilder api)
    {
        var group = api.MapGroup("/outgoing").RequireAuthorization(nameof(ApiScope.Admin));
        group.MapGet(
            "",
            static (
                [Description("pending, delivered or failed; absent: all.")] string? state,
                [Description("Name of an endpoint.")] string? endpoint,
                [Description("Id of a call.")] string? call,
                [Description("Deliveries in the answer, 1 to 500; 50 when absent.")] string? limit,
                [Description("at of the last one of the page before.")] string? before,
                [FromQuery(Name = "before_id"), Description("id of the last one of the page before: events of the same time are told apart by it.")] string? beforeId,
                OutgoingApi self,
                CancellationToken ct) => self.ListAsync(state, endpoint, call, limit, (before, beforeId), ct))
            .Documented("ListOutgoing", "Outgoing webhooks", "Deliveries to endpoints, newest first")
            .Produces<IReadOnlyList<OutgoingDelivery>>()
            .Problems(400);
        group.MapPost("/{id}/redeliver", static (string id, HttpContext context, OutgoingApi self) => self.RedeliverAsync(id, context))
            .Documented("RedeliverOutgoing", "Outgoing webhooks", "Sends a delivery again", "With the same webhook-id, and with all attempts anew.")
            .Produces(StatusCodes.Status202Accepted)
            .Problems(404);
        group.MapGet("/endpoints", static (OutgoingApi self, CancellationToken ct) => self.EndpointsAsync(ct))
            .Documented("ListOutgoingEndpoints", "Outgoing webhooks", "The configured endpoints and what waits for them")
            .Produces<IReadOnlyList<OutgoingEndpointStatus>>();
        group.MapPost("/endpoints/{name}/test", static (string name, HttpContext context, OutgoingApi self) => self.TestAsync(name, context))
            .Documented("TestOutgoingEndpoint", "Outgoing webhooks", "Sends a signed test event", "Its type is gateway.test; the answer says what the endpoint made of it.")
            .Produces<OutgoingTestResult>()
            .Problems(404);
        group.MapPost("/endpoints/{name}/resume", static (string name, HttpContext context, OutgoingApi self) => self.ResumeAsync(name, context))
            .Documented("ResumeOutgoingEndpoint", "Outgoing webhooks", "Serves an endpoint again that answered 410", "What waits for it is sent.")
            .Produces(StatusCodes.Status204NoContent)
            .Problems(404);
    }

    private async Task<IResult> ListAsync(string? state, string? endpoint, string? call, string? limit, (string? At, string? Id) before, CancellationToken cancellationToken)
    {
        if (state is not (null or "pending" or "delivered" or "failed"))
        {
            return ApiProblem.BadValue("state", "pending, delivered or failed");
        }

        if (!ApiValues.TryNumber(limit, DefaultPage, 1, MaxPage, out var count))
        {
            return ApiProblem.BadValue("limit", $"a number from 1 to {MaxPage}");
        }

        if (before is { At: null, Id: not null })
        {
            return ApiProblem.BadValue("before_id", "given together with before");
        }

        if (!ApiValues.TryTime(before.At, out var until))
        {
            return ApiProblem.BadValue("before", "an ISO 8601 time: at of the last one of the page before");
        }

        CallId callId = default!;
        if (call is not null && !CallId.TryParse(call, out callId))
        {
            return ApiProblem.BadValue("call", "the id of a call");
        }

        OutgoingState? wanted = state is null ? null : Enum.Parse<OutgoingState>(state, ignoreCase: true);
        var found = await ledger.ListAsync(wanted, endpoint, call is null ? null : callId, (int)count, until, before.Id, cancellationToken);
        return TypedResults.Json(found, ApiJson.Default.IReadOnlyListOutgoingDelivery);
    }

    private async Task<IResult> EndpointsAsync(CancellationToken cancellationToken) =>
        TypedResults.Json(await webhooks.ListAsync(cancellationToken), ApiJson.Default.IReadOnlyListOutgoingEndpointStatus);

    private async Task<IResult> RedeliverAsync(string id, HttpContext context)
    {
        if (!await ledger.RedeliverAsync(id, CancellationToken.None))
        {
            return ApiProblem.Of(StatusCodes.Status404NotFound, "No such delivery", "It never was, or its call was purged or erased.");
        }

        await audit.ActedAsync(context, "outgoing.redelivered", id);
        return TypedResults.Accepted((string?)null);
    }

    private async Task<IResult> TestAsync(string name, HttpContext context)
    {
        if (await webhooks.TestAsync(name, context.RequestAborted) is not { } result)
        {
            return Unknown();
        }

        await audit.ActedAsync(context, "outgoing.tested", name, new JsonObject { ["delivered"] = result.Delivered });
        return TypedResults.Json(result, ApiJson.Default.OutgoingTestResult);
    }

    private async Task<IResult> ResumeAsync(string name, HttpContext context)
    {
        if (!await ledger.ResumeAsync(name, CancellationToken.None))
        {
            return ApiProblem.Of(StatusCodes.Status404NotFound, "No such stopped endpoint", "It is served, or is not configured.");
        }

        await audit.ActedAsync(context, "outgoing.resumed", name);
        return TypedResults.NoContent();
    }

    private static IResult Unknown() =>
        ApiProblem.Of(StatusCodes.Status404NotFound, "No such endpoint", "GET /api/outgoing/endpoints lists those that are configured.");
}
