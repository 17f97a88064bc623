using System.Globalization;
using System.Text;

namespace Realtime.Sip.Sdp;

/// <summary>Reads one description line by line. Line ends may be LF alone (RFC 8866 §5 asks readers to take them); unknown lines are passed over.</summary>
internal sealed class SdpReader(ReadOnlyMemory<byte> body)
{
    private readonly List<SdpMediaBuilder> _media = [];
    private readonly SdpMediaBuilder _session = new(null);
    private readonly List<string> _addresses = [];
    private SdpOrigin? _origin;
    private Range _originValue;

    public SessionDescription? Read()
    {
        var lines = 0;
        for (var at = 0; at < body.Length; lines++)
        {
            var length = body.Span[at..].IndexOf((byte)'\n');
            var end = length < 0 ? body.Length : at + length;
            var line = body.Span[at..end].TrimEnd((byte)'\r');
            var isFirst = at == 0;
            if (lines == SessionDescription.MaxLines || (line.Length > 0 && !ReadLine(at, line, isFirst)))
            {
                return null;
            }

            at = end + 1;
        }

        return _origin is null
            ? null
            : new SessionDescription(body, _origin, _originValue, _session.Connection, [.. _media.Select(media => media.Build(_session))], [.. _addresses.Distinct()]);
    }

    private bool ReadLine(int at, ReadOnlySpan<byte> line, bool isFirst)
    {
        if (line.ContainsAny((byte)'\r', (byte)0))
        {
            return false;
        }

        if (isFirst || line.Length < 2 || line[1] != '=')
        {
            return isFirst && line.SequenceEqual("v=0"u8);
        }

        switch (line[0])
        {
            case (byte)'o' when _origin is null:
                _originValue = (at + 2)..(at + line.Length);

                // Latin-1 keeps every byte, so that the same origin is written back as it came.
                _origin = SdpOrigin.Parse(Encoding.Latin1.GetString(line[2..]));
                return _origin is not null;
            case (byte)'c':
                return ReadConnection(ValueOf(line));
            case (byte)'m':
                return ReadMedia(ValueOf(line));
            case (byte)'a':
                ReadAttribute(ValueOf(line));
                return true;
            default:
                return line[0] != 'o';
        }
    }

    private static string ValueOf(ReadOnlySpan<byte> line) => Encoding.UTF8.GetString(line[2..]);

    private bool ReadConnection(string value)
    {
        if (SdpConnection.Parse(value) is not { } connection)
        {
            return false;
        }

        _addresses.Add(connection.Address);
        var section = _media.Count > 0 ? _media[^1] : _session;
        section.Connection ??= connection;
        return true;
    }

    // m=<media> <port>[/<count>] <proto> <fmt> ...
    private bool ReadMedia(string value)
    {
        var words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 4 || _media.Count == SessionDescription.MaxMedia)
        {
            return false;
        }

        var ports = words[1].Split('/');
        if (ports.Length > 2 || !TryParse(ports[0], ushort.MaxValue, out var port) || !TryParse(ports.Length > 1 ? ports[1] : "1", ushort.MaxValue, out var count))
        {
            return false;
        }

        _media.Add(new SdpMediaBuilder(new SdpMedia(words[0], port, count, words[2], words[3..])));
        return true;
    }

    private void ReadAttribute(string value)
    {
        var colon = value.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? value : value[..colon];
        var rest = colon < 0 ? "" : value[(colon + 1)..];
        var words = rest.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (name)
        {
            // a=rtcp:<port> IN IP4 <address> (RFC 3605)
            case "rtcp" when words.Length >= 4:
                _addresses.Add(words[3]);
                break;

            // a=candidate:<foundation> <component> <transport> <priority> <address> <port> … [raddr <address>] (RFC 8839): media goes to the fifth word only.
            case "candidate" when words.Length >= 6:
                _addresses.Add(words[4]);
                break;
            default:
                (_media.Count > 0 ? _media[^1] : _session).Read(name, words);
                break;
        }
    }

    internal static bool TryParse(string text, int max, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= max;
}
