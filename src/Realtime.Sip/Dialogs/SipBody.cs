using System.Text;
using Realtime.Sip.Messages;

namespace Realtime.Sip.Dialogs;

/// <summary>A body with its media type.</summary>
public readonly record struct SipBody(ReadOnlyMemory<byte> Bytes, string? ContentType)
{
    public bool IsEmpty => Bytes.IsEmpty;

    public static SipBody Sdp(string text) => new(Encoding.UTF8.GetBytes(text), SipMessage.SdpMediaType);

    /// <summary>The body of a message, on bytes of its own.</summary>
    public static SipBody CopyOf(SipMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.Body.IsEmpty ? default : new SipBody(message.Body.ToArray(), message.Headers.First(SipHeaderId.ContentType));
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
