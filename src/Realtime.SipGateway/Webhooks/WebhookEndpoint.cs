using Microsoft.Extensions.Options;
using Realtime.SipGateway.OpenAi;

namespace Realtime.SipGateway.Webhooks;

/// <summary>
/// <c>POST /webhooks/{target}</c>. Answers 2xx only for what is durably ours or needs nothing, never 3xx; faults are RFC 9457 problem details.
/// What a stranger can send here costs one bounded read and some hashes.
/// </summary>
internal sealed class WebhookEndpoint(
    TargetCatalog targets,
    WebhookIntake intake,
    WebhookMetrics metrics,
    IOptions<WebhooksOptions> options,
    TimeProvider time,
    ILogger<WebhookEndpoint> log)
{
    /// <summary>Label of deliveries to a path that is no target: the path itself is a stranger's text.</summary>
    private const string UnknownTarget = "unknown";

    public async Task<IResult> HandleAsync(string targetName, HttpRequest request)
    {
        var started = time.GetTimestamp();
        if (!targets.TryGet(targetName, out var target))
        {
            metrics.Count(UnknownTarget, "target_unknown");
            return Problem(StatusCodes.Status404NotFound, "No such target", "The path names no target of this gateway.");
        }

        var result = await HandleAsync(target, request);
        metrics.Answered(time.GetElapsedTime(started));
        return result;
    }

    private async Task<IResult> HandleAsync(Target target, HttpRequest request)
    {
        // :: Step 1: the whole body, bounded
        var (body, refusal) = await WebhookBody.ReadAsync(request, TimeSpan.FromMilliseconds(options.Value.ReadTimeoutMs), time);
        if (refusal is { } status)
        {
            metrics.Count(target.Name, status == StatusCodes.Status413PayloadTooLarge ? "too_large" : "not_read");
            return Problem(status, "The body was not taken", $"It must arrive within {options.Value.ReadTimeoutMs} ms and have at most {WebhooksOptions.MaxBodyBytes} bytes.");
        }

        // :: Step 2: the signature, over the bytes as received
        var delivery = WebhookDelivery.From(request.Headers, body);
        var verdict = WebhookSignature.Verify(delivery, target.WebhookSecrets, time.GetUtcNow());
        if (verdict != WebhookSignatureVerdict.Valid)
        {
            metrics.Count(target.Name, "signature_" + System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(verdict.ToString()));
            log.SignatureRefused(target.Name, verdict);
            return Problem(StatusCodes.Status401Unauthorized, "The signature was refused", "This gateway takes webhooks that its target has signed in the last minutes.");
        }

        // :: Step 3: what it says
        if (!WebhookEvent.TryParse(body, out var parsed))
        {
            metrics.Count(target.Name, "malformed");
            return Problem(StatusCodes.Status400BadRequest, "The event was not understood", "The body must be a JSON object with a type.");
        }

        if (parsed.Call is not { } incoming)
        {
            metrics.Count(target.Name, parsed.Type == WebhookEvent.CallIncoming ? "call_missing" : "ignored");
            log.Ignored(target.Name, parsed.Type.Length <= 40 ? parsed.Type : parsed.Type[..40]);
            return Results.Ok();
        }

        // :: Step 4: claim it; the rest happens after the answer
        return await intake.TakeAsync(target, delivery, incoming) switch
        {
            WebhookIntakeResult.Taken or WebhookIntakeResult.Duplicate => Results.Ok(),
            _ => Problem(StatusCodes.Status503ServiceUnavailable, "Not now", "The gateway cannot take the call at this moment; deliver again."),
        };
    }

    private static IResult Problem(int status, string title, string detail) => Results.Problem(detail, statusCode: status, title: title);
}
