using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Features;

namespace Realtime.SipGateway.Api;

/// <summary>Reads a small JSON body; what is wrong with it becomes a problem, not an exception.</summary>
internal static class ApiBody
{
    /// <summary>Requests of this API have a few short fields.</summary>
    public const int MaxBytes = 16 * 1024;

    public static async Task<(T? Value, IResult? Problem)> ReadAsync<T>(
        HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken, int maxBytes = MaxBytes)
        where T : class
    {
        if (request.ContentLength == 0 || request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == false)
        {
            return (null, null);
        }

        if (!request.HasJsonContentType())
        {
            return (null, ApiProblem.Of(StatusCodes.Status415UnsupportedMediaType, "The body is no JSON", "Send it with Content-Type: application/json."));
        }

        try
        {
            return (await JsonSerializer.DeserializeAsync(request.Body, type, cancellationToken), null);
        }
        catch (JsonException fault)
        {
            return (null, ApiProblem.Of(StatusCodes.Status400BadRequest, "The body is not understood", Where(fault)));
        }
        catch (BadHttpRequestException fault)
        {
            return (null, ApiProblem.Of(fault.StatusCode, "The body was not taken", $"It may have at most {maxBytes} bytes."));
        }
    }

    private static string Where(JsonException fault) => string.Create(
        CultureInfo.InvariantCulture,
        $"Line {(fault.LineNumber ?? 0) + 1}, at {fault.Path ?? "$"}: expected JSON as documented, without other members.");
}
