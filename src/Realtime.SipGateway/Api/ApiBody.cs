using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Features;

namespace Realtime.SipGateway.Api;

/// <summary>Reads a small JSON body; what is wrong with it becomes a problem, not an exception.</summary>
internal static class ApiBody
{
    /// <summary>Requests of this API have a few short fields.</summary>
    public const int MaxBytes = 16 * 1024;

    public static async Task<(T? Value, IResult? Problem)> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        if (request.ContentLength == 0 || request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == false)
        {
            return (null, null);
        }

        try
        {
            return (await JsonSerializer.DeserializeAsync(request.Body, type, cancellationToken), null);
        }
        catch (JsonException fault)
        {
            return (null, ApiProblem.Of(StatusCodes.Status400BadRequest, "The body is not understood", $"At {fault.Path ?? "$"}: expected JSON as documented, without other members."));
        }
        catch (BadHttpRequestException fault)
        {
            return (null, ApiProblem.Of(fault.StatusCode, "The body was not taken", $"It may have at most {MaxBytes} bytes."));
        }
    }
}
