using Microsoft.AspNetCore.Http.HttpResults;
using Realtime.SipGateway.Api.Description;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Api;

/// <summary>The trunks in force, and what is wrong with changed settings that are not.</summary>
internal sealed class TrunksApi(ITrunkStatus trunks)
{
    public static void Map(RouteGroupBuilder api) => api.MapGet("/signalling/trunks", static (TrunksApi self) => self.List())
        .Documented("ListTrunks", "Signalling", "Trunks in force, their calls and limits, and changed settings that were refused")
        .Produces<TrunkList>();

    private JsonHttpResult<TrunkList> List() => TypedResults.Json(new TrunkList(trunks.List(), trunks.RefusedSettings), ApiJson.Default.TrunkList);
}
