using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Realtime.SipGateway.OpenAi;

/// <summary>
/// An event of a vendor's webhook. Read by hand and leniently: members that are missing, unknown or of another kind than documented are as if
/// not there, because a refusal makes the vendor repeat the same event for three days. Of a member that stands there twice the last counts, as
/// in the vendor's SDKs.
/// </summary>
/// <param name="Type">Such as <see cref="CallIncoming"/>.</param>
/// <param name="CreatedAt">When it happened, the same on every retry; null when it does not say.</param>
/// <param name="Call">Of <see cref="CallIncoming"/>; null for other types and for test deliveries without a call.</param>
public sealed record WebhookEvent(string Type, DateTimeOffset? CreatedAt, IncomingCall? Call)
{
    public const string CallIncoming = "realtime.call.incoming";

    /// <summary>Deeper than any event; what is deeper is no event.</summary>
    private const int MaxDepth = 64;

    private const int MaxTypeLength = 100;

    /// <summary>The year 9999, the last that a time can have.</summary>
    private const long MaxSeconds = 253_402_300_799;

    /// <summary>False when this is no JSON object with a <c>type</c>.</summary>
    public static bool TryParse(ReadOnlySpan<byte> body, [NotNullWhen(true)] out WebhookEvent? parsed)
    {
        parsed = null;
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }

            var (type, created, call) = ReadMembers(ref reader);
            if (reader.Read() || type is not { Length: > 0 and <= MaxTypeLength })
            {
                return false;
            }

            parsed = new WebhookEvent(type, created, type == CallIncoming ? call : null);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static (string? Type, DateTimeOffset? Created, IncomingCall? Call) ReadMembers(ref Utf8JsonReader reader)
    {
        string? type = null;
        DateTimeOffset? created = null;
        IncomingCall? call = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("type"u8))
            {
                type = JsonText.Read(ref reader, MaxTypeLength);
            }
            else if (reader.ValueTextEquals("created_at"u8))
            {
                created = ReadTime(ref reader);
            }
            else if (reader.ValueTextEquals("data"u8))
            {
                call = IncomingCallReader.Read(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return (type, created, call);
    }

    private static DateTimeOffset? ReadTime(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var seconds) && seconds is > 0 and <= MaxSeconds)
        {
            return DateTimeOffset.FromUnixTimeSeconds(seconds);
        }

        reader.Skip();
        return null;
    }
}
