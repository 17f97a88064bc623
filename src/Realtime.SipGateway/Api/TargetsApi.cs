using Microsoft.AspNetCore.Mvc;
using Realtime.SipGateway.Api.Description;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Api;

/// <summary>Where calls are sent, and how well each answers.</summary>
internal static class TargetsApi
{
    public static void Map(RouteGroupBuilder api) => api.MapGet(
        "/signalling/targets", static ([FromServices] ITargetStatus targets) => TypedResults.Json(targets.List(), ApiJson.Default.IReadOnlyListTargetStatus))
        .Documented("ListTargets", "Signalling", "Where calls are sent, and how well each answers")
        .Produces<IReadOnlyList<TargetStatus>>();
}
