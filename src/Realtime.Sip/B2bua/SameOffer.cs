namespace Realtime.Sip.B2bua;

/// <summary>
/// Tells a session refresh from a changed offer: the same bytes, or the same but for the version number in the <c>o=</c> line, which
/// some peers count up with nothing changed.
/// </summary>
internal static class SameOffer
{
    /// <summary>The fields of <c>o=</c>: user, session id, version, network type, address type, address (RFC 8866 §5.2).</summary>
    private const int VersionField = 2;

    public static bool Is(ReadOnlySpan<byte> last, ReadOnlySpan<byte> now)
    {
        if (last.SequenceEqual(now))
        {
            return true;
        }

        var lastVersion = VersionIn(last);
        var nowVersion = VersionIn(now);
        return !lastVersion.Equals(default) && !nowVersion.Equals(default)
            && last[..lastVersion.Start].SequenceEqual(now[..nowVersion.Start])
            && last[lastVersion.End..].SequenceEqual(now[nowVersion.End..]);
    }

    private static Range VersionIn(ReadOnlySpan<byte> body)
    {
        var at = body.StartsWith("o="u8) ? 0 : body.IndexOf("\no="u8) + 1;
        if (at == 0 && !body.StartsWith("o="u8))
        {
            return default;
        }

        var line = body[at..];
        var end = line.IndexOf((byte)'\n');
        line = end < 0 ? line : line[..end];
        var start = 0;
        for (var field = 0; field < VersionField; field++)
        {
            var space = line[start..].IndexOf((byte)' ');
            if (space < 0)
            {
                return default;
            }

            start += space + 1;
        }

        var length = line[start..].IndexOf((byte)' ');
        return length < 0 ? default : new Range(at + start, at + start + length);
    }
}
