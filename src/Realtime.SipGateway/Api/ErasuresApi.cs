using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Realtime.SipGateway.Api.Description;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Api;

/// <summary>Erasing what is kept of a caller.</summary>
internal sealed class ErasuresApi(ICallErasure erasure, AuditTrail audit)
{
    private const int ShownDigits = 2;

    public static void Map(RouteGroupBuilder api) => api.MapPost("/erasures", static (HttpContext context, ErasuresApi self) => self.EraseAsync(context))
        .RequireAuthorization(nameof(ApiScope.Admin))
        .WithMetadata(new RequestSizeLimitAttribute(ApiBody.MaxBytes))
        .Documented("EraseCaller", "Calls", "Erases a caller's data by number", "Numbers, names, words, headers and tool runs go; anonymous records stay. Refused with 409 while a call of the number lives.")
        .Accepts<EraseRequest>("application/json")
        .Produces<ErasureView>()
        .Problems(400, 409, 413, 503);

    /// <summary>How the audit log names a number that must not be kept.</summary>
    internal static string Shown(string number) => "…" + (number.Length > ShownDigits ? number[^ShownDigits..] : "");

    private async Task<IResult> EraseAsync(HttpContext context)
    {
        var (request, problem) = await ApiBody.ReadAsync(context.Request, ApiJson.Default.EraseRequest, context.RequestAborted);
        if (problem is not null || string.IsNullOrWhiteSpace(request?.Number))
        {
            return problem ?? ApiProblem.BadValue("number", "the caller's number");
        }

        var result = await erasure.EraseAsync(request.Number, context.RequestAborted);
        if (result.Refusal is { } refusal)
        {
            var status = refusal switch
            {
                ErasureRefusal.NoNumber => StatusCodes.Status400BadRequest,
                ErasureRefusal.StoreBehind => StatusCodes.Status503ServiceUnavailable,
                _ => StatusCodes.Status409Conflict,
            };
            return ApiProblem.Of(status, "Nothing was erased", result.Detail ?? "");
        }

        await audit.ChangedAsync(context, "caller.erased", Shown(request.Number), new JsonObject { ["calls"] = result.Calls });
        return TypedResults.Json(new ErasureView(result.Calls), ApiJson.Default.ErasureView);
    }
}
