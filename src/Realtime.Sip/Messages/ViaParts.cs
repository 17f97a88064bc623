using System.Text;

namespace Realtime.Sip.Messages;

/// <summary>Where the parts of one Via value lie (RFC 3261 §20.42, RFC 3581).</summary>
internal readonly struct ViaParts
{
    public ushort TransportStart { get; private init; }

    public ushort TransportEnd { get; private init; }

    public ushort HostStart { get; private init; }

    public ushort HostEnd { get; private init; }

    public bool HasPort { get; private init; }

    public ushort Port { get; private init; }

    public ushort ParametersStart { get; private init; }

    /// <summary>Zero: no branch (RFC 2543 peers).</summary>
    public ushort BranchStart { get; private init; }

    public ushort BranchEnd { get; private init; }

    public static bool TryScan(ReadOnlySpan<byte> text, out ViaParts parts)
    {
        parts = default;
        var at = 0;
        if (text.Length > ushort.MaxValue
            || !TrySkipWord(text, ref at, out _) || !TrySkip(text, ref at, '/')
            || !TrySkipWord(text, ref at, out _) || !TrySkip(text, ref at, '/')
            || !TrySkipWord(text, ref at, out var transport)
            || at == transport.End.Value
            || !SipGrammar.TrySkipHost(text, at, out var hostStart, out var hostEnd, out at)
            || !TryScanPort(text, ref at, out var hasPort, out var port)
            || !TryScanParameters(text, at, out var branch))
        {
            return false;
        }

        parts = new ViaParts
        {
            TransportStart = (ushort)transport.Start.Value,
            TransportEnd = (ushort)transport.End.Value,
            HostStart = (ushort)hostStart,
            HostEnd = (ushort)hostEnd,
            HasPort = hasPort,
            Port = port,
            ParametersStart = (ushort)at,
            BranchStart = (ushort)branch.Start.Value,
            BranchEnd = (ushort)branch.End.Value,
        };
        return true;
    }

    /// <summary>Skips white space, a token and white space.</summary>
    private static bool TrySkipWord(ReadOnlySpan<byte> text, ref int at, out Range word)
    {
        var start = SipGrammar.SkipWhitespace(text, at);
        var end = SipGrammar.SkipToken(text, start);
        word = start..end;
        at = SipGrammar.SkipWhitespace(text, end);
        return end > start;
    }

    private static bool TrySkip(ReadOnlySpan<byte> text, ref int at, char symbol)
    {
        var found = at < text.Length && text[at] == symbol;
        at++;
        return found;
    }

    private static bool TryScanPort(ReadOnlySpan<byte> text, ref int at, out bool hasPort, out ushort port)
    {
        port = 0;
        var colon = SipGrammar.SkipWhitespace(text, at);
        hasPort = colon < text.Length && text[colon] == ':';
        if (!hasPort)
        {
            return true;
        }

        var start = SipGrammar.SkipWhitespace(text, colon + 1);
        at = SipGrammar.SkipDigits(text, start);
        var ok = SipGrammar.TryParseNumber(text[start..at], ushort.MaxValue, out var number);
        port = (ushort)number;
        return ok;
    }

    private static bool TryScanParameters(ReadOnlySpan<byte> text, int at, out Range branch)
    {
        branch = default;
        var reader = new SipParameterReader(text, at, isUri: false);
        var hasBranch = false;
        while (reader.MoveNext())
        {
            if (Ascii.EqualsIgnoreCase(reader.Name, "branch"u8))
            {
                if (hasBranch || !SipGrammar.IsToken(reader.Value))
                {
                    return false;
                }

                hasBranch = true;
                branch = reader.ValueRange;
            }
        }

        return !reader.IsMalformed;
    }
}
