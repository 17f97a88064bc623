using Realtime.Sip.Sdp;

namespace Realtime.Sip.B2bua;

/// <summary>
/// Keeps the <c>o=</c> line that the caller sees one session that goes on, whoever its descriptions come from (RFC 3264 §8): the same
/// identity throughout, its version one higher with each change. Nothing else of a description is touched.
/// </summary>
internal sealed class B2buaOrigin
{
    private SdpOrigin _seen;
    private ReadOnlyMemory<byte> _source;

    private B2buaOrigin(SdpOrigin seen, ReadOnlyMemory<byte> source) => (_seen, _source) = (seen, source);

    /// <summary>Where it stands, to go back to when an offer was refused.</summary>
    public (SdpOrigin Seen, ReadOnlyMemory<byte> Source) Mark
    {
        get => (_seen, _source);
        set => (_seen, _source) = value;
    }

    /// <summary>Goes on from what the caller saw last; null when that is no session description.</summary>
    public static B2buaOrigin? After(ReadOnlyMemory<byte> lastSeen) =>
        SessionDescription.TryParse(lastSeen, out var description) ? new B2buaOrigin(description.Origin, lastSeen) : null;

    /// <summary>Goes on where another process stood; null when there was none.</summary>
    /// <param name="seen">The <c>o=</c> line that the caller saw last.</param>
    /// <param name="source">The description that it saw it with.</param>
    /// <exception cref="FormatException">It is no such line.</exception>
    public static B2buaOrigin? Resume(string? seen, ReadOnlyMemory<byte> source) => seen is null
        ? null
        : new B2buaOrigin(SdpOrigin.Parse(seen) ?? throw new FormatException("Not an origin of a session description."), source);

    /// <summary>The body as the caller is to see it; what is no session description stays as it is.</summary>
    public ReadOnlyMemory<byte> Continue(ReadOnlyMemory<byte> body)
    {
        if (!SessionDescription.TryParse(body, out var description))
        {
            return body;
        }

        if (!SameOffer.Is(_source.Span, body.Span))
        {
            (_seen, _source) = (_seen.Next(), body.ToArray());
        }

        return description.WithOrigin(_seen);
    }
}
