using System.Text;
using Microsoft.AspNetCore.Mvc;

namespace Realtime.SipGateway.Sideband.Tools.Later;

/// <summary><c>POST /callbacks/tools/{token}</c>: a service delivers a result. The URL is the credential; nothing else is asked or believed.</summary>
internal static class ToolCallbackEndpoint
{
    /// <summary>The greatest <c>max_response_bytes</c>.</summary>
    private const int MaxBytes = 262_144;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static void MapToolCallbacks(this IEndpointRouteBuilder endpoints) => endpoints
        .MapPost("/callbacks/tools/{token}", TakeAsync)
        .AllowAnonymous()
        .ExcludeFromDescription()
        .WithMetadata(new RequestSizeLimitAttribute(MaxBytes));

    private static async Task<IResult> TakeAsync(string token, HttpRequest request, LateResults results, CancellationToken cancellationToken)
    {
        if (results.Refusal(token) is { } refusal)
        {
            return Answer(refusal);
        }

        string body;
        try
        {
            using var buffer = new MemoryStream();
            await request.Body.CopyToAsync(buffer, cancellationToken);
            body = StrictUtf8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
        }
        catch (DecoderFallbackException)
        {
            return Results.Problem("The body is no UTF-8.", statusCode: StatusCodes.Status400BadRequest, title: "Not a text");
        }
        catch (BadHttpRequestException fault)
        {
            return Results.Problem($"At most {MaxBytes} bytes.", statusCode: fault.StatusCode, title: "The body was not taken");
        }

        return Answer(await results.TakeAsync(token, body, cancellationToken));
    }

    private static IResult Answer(CallbackVerdict verdict) => verdict switch
    {
        CallbackVerdict.Taken => Results.NoContent(),
        CallbackVerdict.TooLong => Results.Problem("The tool takes less.", statusCode: StatusCodes.Status413PayloadTooLarge, title: "The result is too long"),
        CallbackVerdict.Over => Results.Problem("It was used, or its time is over.", statusCode: StatusCodes.Status410Gone, title: "Not taken any more"),
        _ => Results.Problem("There is no such callback.", statusCode: StatusCodes.Status404NotFound, title: "Unknown"),
    };
}
