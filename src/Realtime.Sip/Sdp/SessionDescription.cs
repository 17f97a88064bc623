using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Realtime.Sip.Sdp;

/// <summary>
/// A read-only look at an offer or answer (RFC 8866, RFC 3264). The bytes themselves are passed on untouched; the one line that may be
/// exchanged is <c>o=</c>, when a leg is re-targeted.
/// </summary>
public sealed class SessionDescription
{
    /// <summary>What a datagram can carry.</summary>
    public const int MaxBytes = 65_535;

    /// <summary>A browser's offer with video and ICE has some 150 lines.</summary>
    public const int MaxLines = 1000;

    /// <summary>Telephony has one; two or three with video and slides.</summary>
    public const int MaxMedia = 32;

    /// <summary>The suite that every SDES implementation has (RFC 4568 §6.2.1), and the only one that OpenAI is known to take.</summary>
    public const string UsualSuite = "AES_CM_128_HMAC_SHA1_80";

    private readonly Range _originValue;

    internal SessionDescription(
        ReadOnlyMemory<byte> bytes, SdpOrigin origin, Range originValue, SdpConnection? connection, IReadOnlyList<SdpMedia> media, IReadOnlyList<string> addresses)
    {
        Bytes = bytes;
        Origin = origin;
        _originValue = originValue;
        Connection = connection;
        Media = media;
        Addresses = addresses;
    }

    /// <summary>As received; keys are inside.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    public SdpOrigin Origin { get; }

    /// <summary>The session's <c>c=</c>, if any; each media knows the one that holds for it.</summary>
    public SdpConnection? Connection { get; }

    public IReadOnlyList<SdpMedia> Media { get; }

    /// <summary>Every address that media could be sent to by this description: <c>c=</c> of session and media, <c>a=rtcp</c>, ICE candidates.</summary>
    public IReadOnlyList<string> Addresses { get; }

    /// <summary>The one audio line that is not refused; null when there is none or more than one.</summary>
    public SdpMedia? Audio
    {
        get
        {
            var lines = Media.Where(media => media.IsAudio && !media.IsRejected).ToList();
            return lines.Count == 1 ? lines[0] : null;
        }
    }

    /// <summary>Never throws; false for what is no session description or is larger than the limits above.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> body, [NotNullWhen(true)] out SessionDescription? description)
    {
        description = body.Length <= MaxBytes ? new SdpReader(body).Read() : null;
        return description is not null;
    }

    /// <summary>The same bytes with this origin in place of their own, so that a peer sees one session that goes on (RFC 3264 §8).</summary>
    /// <exception cref="ArgumentException">A field of the origin has white space or a line break.</exception>
    public byte[] WithOrigin(SdpOrigin origin)
    {
        if (SdpOrigin.Parse(origin.ToString()) != origin || origin.ToString().AsSpan().ContainsAny('\r', '\n', '\0'))
        {
            throw new ArgumentException("Each field of an origin is one word.", nameof(origin));
        }

        var (start, length) = _originValue.GetOffsetAndLength(Bytes.Length);
        return [.. Bytes.Span[..start], .. Encoding.Latin1.GetBytes(origin.ToString()), .. Bytes.Span[(start + length)..]];
    }

    /// <summary>The media lines, without keys and addresses.</summary>
    public override string ToString() => string.Join("; ", Media);
}
