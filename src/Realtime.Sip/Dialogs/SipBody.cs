using System.Text;
using Realtime.Sip.Messages;

namespace Realtime.Sip.Dialogs;

/// <summary>A body with its media type.</summary>
public readonly record struct SipBody(ReadOnlyMemory<byte> Bytes, string? ContentType)
{
    public bool IsEmpty => Bytes.IsEmpty;

    public static SipBody Sdp(string text) => new(Encoding.UTF8.GetBytes(text), SipMessage.SdpMediaType);

    /// <summary>The body of a message, on bytes of its own. A session description that does not say so is one (the OpenAI service sends its 200 so).</summary>
    public static SipBody CopyOf(SipMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (message.Body.IsEmpty)
        {
            return default;
        }

        var contentType = message.Headers.First(SipHeaderId.ContentType);
        return new SipBody(message.Body.ToArray(), contentType ?? (message.Body.Span.StartsWith("v=0"u8) ? SipMessage.SdpMediaType : null));
    }

    internal void AddTo(SipMessage message)
    {
        message.Body = Bytes;
        if (ContentType is not null && !Bytes.IsEmpty)
        {
            message.Headers.Set(SipHeaderId.ContentType, ContentType);
        }
    }
}
