namespace Realtime.Sip.Messages;

/// <summary>The URI schemes whose inside we read; any other scheme is kept as opaque text.</summary>
public enum SipUriKind : byte
{
    Other,
    Sip,
    Sips,
    Tel,
}
