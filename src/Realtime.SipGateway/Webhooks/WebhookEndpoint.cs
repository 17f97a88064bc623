using System.Text.Json;
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
    /// <summary>
    /// A call that was announced longer ago rings no more: no INVITE waits longer than Timer C's three minutes, and the vendor repeats a delivery
    /// for three days.
    /// </summary>
    public static readonly TimeSpan LateAfter = TimeSpan.FromMinutes(5);

    /// <summary>Label of deliveries to a path that is no target: the path itself is a stranger's text.</summary>
    private const string UnknownTarget = "unknown";

    private const string Json = "application/json";
    private const int MaxTypeInLog = 40;

    private readonly TimeSpan _readTimeout = TimeSpan.FromMilliseconds(options.Value.ReadTimeoutMs);

    public async Task HandleAsync(string targetName, HttpContext context)
    {
        var started = time.GetTimestamp();
        if (!targets.TryGet(targetName, out var target))
        {
            metrics.Count(UnknownTarget, "target_unknown");
            await Problem(StatusCodes.Status404NotFound, "No such target", "The path names no target of this gateway.").ExecuteAsync(context);
            return;
        }

        var problem = await HandleAsync(target, context.Request);
        metrics.Answered(time.GetElapsedTime(started));
        if (problem is not null)
        {
            await problem.ExecuteAsync(context);
        }
    }

    /// <summary>The problem that answers; null: 200.</summary>
    private async ValueTask<IResult?> HandleAsync(Target target, HttpRequest request)
    {
        // :: Step 1: what the headers alone tell
        var delivery = WebhookDelivery.From(request.Headers);
        if (Refuse(target, request, delivery) is { } refused)
        {
            return refused;
        }

        // :: Step 2: the whole body, bounded; its signature, over the bytes as received; what it says
        var body = await WebhookBody.ReadAsync(request, _readTimeout, time);
        if (body.Refusal is { } status)
        {
            metrics.Count(target.Name, status == StatusCodes.Status413PayloadTooLarge ? "too_large" : "not_read");
            return Problem(
                status, "The body was not taken", $"It must arrive within {options.Value.ReadTimeoutMs} ms and have at most {WebhooksOptions.MaxBodyBytes} bytes.");
        }

        WebhookSignatureVerdict verdict;
        WebhookEvent? parsed = null;
        try
        {
            verdict = WebhookSignature.CheckBody(delivery, body.Bytes, target.WebhookKeys);
            if (verdict == WebhookSignatureVerdict.Valid && !WebhookEvent.TryParse(body.Bytes, out parsed))
            {
                metrics.Count(target.Name, "malformed");
                return Problem(StatusCodes.Status400BadRequest, "The event was not understood", "The body must be a JSON object with a type.");
            }
        }
        finally
        {
            body.Release();
        }

        return parsed is null ? BadSignature(target, verdict) : await TakeAsync(target, delivery, parsed);
    }

    private IResult? Refuse(Target target, HttpRequest request, in WebhookDelivery delivery)
    {
        if (!IsJson(request))
        {
            metrics.Count(target.Name, "not_json");
            return Problem(StatusCodes.Status415UnsupportedMediaType, "The body was not taken", $"It must be {Json}, not compressed.");
        }

        return WebhookSignature.CheckHeaders(delivery, time.GetUtcNow()) is var verdict && verdict != WebhookSignatureVerdict.Valid
            ? BadSignature(target, verdict)
            : null;
    }

    /// <summary>A body without a type is looked at: its bytes decide.</summary>
    private static bool IsJson(HttpRequest request)
    {
        var type = request.ContentType.AsSpan();
        var end = type.IndexOf(';');
        type = (end < 0 ? type : type[..end]).Trim();
        return (type.IsEmpty || type.Equals(Json, StringComparison.OrdinalIgnoreCase) || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase))
            && request.Headers.ContentEncoding.Count == 0;
    }

    private IResult BadSignature(Target target, WebhookSignatureVerdict verdict)
    {
        metrics.Count(target.Name, "signature_" + JsonNamingPolicy.SnakeCaseLower.ConvertName(verdict.ToString()));
        log.SignatureRefused(target.Name, verdict);
        return Problem(StatusCodes.Status401Unauthorized, "The signature was refused", "This gateway takes webhooks that its target has signed in the last minutes.");
    }

    private async ValueTask<IResult?> TakeAsync(Target target, WebhookDelivery delivery, WebhookEvent parsed)
    {
        if (parsed.Call is not { } incoming)
        {
            Acknowledge(target, parsed);
            return null;
        }

        if (time.GetUtcNow() - parsed.CreatedAt is { } age && age > LateAfter)
        {
            metrics.Count(target.Name, "late");
            log.Late(target.Name, incoming.Id, (int)Math.Min(age.TotalMinutes, int.MaxValue));
            return null;
        }

        // :: Step 3: claim it; the rest happens after the answer
        return await intake.TakeAsync(target, delivery, incoming) is WebhookIntakeResult.Taken or WebhookIntakeResult.Duplicate
            ? null
            : Problem(StatusCodes.Status503ServiceUnavailable, "Not now", "The gateway cannot take the call at this moment; deliver again.");
    }

    /// <summary>Events that are not ours, the Live API's among them, and test deliveries without a call.</summary>
    private void Acknowledge(Target target, WebhookEvent parsed)
    {
        if (parsed.Type == WebhookEvent.CallIncoming)
        {
            metrics.Count(target.Name, "test_delivery");
            log.TestDelivered(target.Name);
            return;
        }

        metrics.Count(target.Name, parsed.Type.StartsWith("live.", StringComparison.Ordinal) ? "ignored_live" : "ignored");
        log.Ignored(target.Name, parsed.Type.Length <= MaxTypeInLog ? parsed.Type : parsed.Type[..MaxTypeInLog]);
    }

    private static IResult Problem(int status, string title, string detail) => Results.Problem(detail, statusCode: status, title: title);
}
