using Microsoft.AspNetCore.Http.HttpResults;
using Realtime.SipGateway.Api.Description;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Api;

/// <summary>The sources that SIP does not serve for a while.</summary>
internal sealed class BansApi(ISourceBans bans, AuditTrail audit, ILogger<BansApi> log)
{
    public static void Map(RouteGroupBuilder api)
    {
        var group = api.MapGroup("/signalling/bans").RequireAuthorization(nameof(ApiScope.Admin));
        group.MapGet("", static (BansApi self) => self.List())
            .Documented("ListBans", "Signalling", "Sources that SIP does not serve for a while")
            .Produces<IReadOnlyList<SourceBan>>();
        group.MapDelete("/{source}", static (string source, HttpContext context, BansApi self) => self.LiftAsync(source, context))
            .Documented("LiftBan", "Signalling", "Serves a source again")
            .Produces(StatusCodes.Status204NoContent)
            .Problems(404);
    }

    private JsonHttpResult<IReadOnlyList<SourceBan>> List() => TypedResults.Json(bans.List(), ApiJson.Default.IReadOnlyListSourceBan);

    private async Task<IResult> LiftAsync(string source, HttpContext context)
    {
        if (!bans.Lift(Uri.UnescapeDataString(source)))
        {
            return ApiProblem.Of(StatusCodes.Status404NotFound, "No such ban", "It has ended, or never was. Sources are written as the list of bans writes them.");
        }

        await audit.ActedAsync(context, "ban.lifted", Uri.UnescapeDataString(source));
        log.BanLifted(source, context.User.Identity?.Name ?? "unknown");
        return TypedResults.NoContent();
    }
}
