using Microsoft.Extensions.Primitives;

namespace Realtime.SipGateway.Webhooks;

/// <summary>A delivery as it came: the texts of its headers and its bytes, untouched.</summary>
internal sealed record WebhookDelivery(string? Id, string? Timestamp, string? Signature, ReadOnlyMemory<byte> Body)
{
    public static WebhookDelivery From(IHeaderDictionary headers, ReadOnlyMemory<byte> body) => new(
        Single(headers["webhook-id"]), Single(headers["webhook-timestamp"]), string.Join(' ', headers["webhook-signature"].ToArray()), body);

    /// <summary>A header that stands there twice is not guessed at.</summary>
    private static string? Single(StringValues values) => values.Count == 1 ? values[0] : null;
}
