using Microsoft.Extensions.Primitives;

namespace Realtime.SipGateway.Webhooks;

/// <summary>The headers of a delivery: their texts as they came.</summary>
internal readonly record struct WebhookDelivery(string? Id, string? Timestamp, StringValues Signatures)
{
    public static WebhookDelivery From(IHeaderDictionary headers) =>
        new(Single(headers["webhook-id"]), Single(headers["webhook-timestamp"]), headers["webhook-signature"]);

    /// <summary>A header that stands there twice is not guessed at.</summary>
    private static string? Single(StringValues values) => values.Count == 1 ? values[0] : null;
}
