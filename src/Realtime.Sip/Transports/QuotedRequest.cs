using System.Diagnostics.CodeAnalysis;
using System.Text;
using Realtime.Sip.Messages;

namespace Realtime.Sip.Transports;

/// <summary>The beginning of a request of ours, as the network quotes it when it could not be delivered.</summary>
internal static class QuotedRequest
{
    /// <summary>Gives what names its transaction; false for anything but a request whose top Via is in the quote.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> quote, [NotNullWhen(true)] out string? method, [NotNullWhen(true)] out string? branch)
    {
        (method, branch) = (null, null);
        var text = quote.Span;
        var space = text.IndexOf((byte)' ');
        var line = text.IndexOf("\r\n"u8);
        if (space <= 0 || line < space || text.StartsWith("SIP/2.0 "u8))
        {
            return false;
        }

        for (var at = line + 2; text[at..].IndexOf("\r\n"u8) is > 0 and var length; at += length + 2)
        {
            var header = text.Slice(at, length);
            var colon = header.IndexOf((byte)':');
            if (colon > 0 && SipHeaderNames.IdOf(header[..colon].TrimEnd(" \t"u8)) == SipHeaderId.Via)
            {
                var value = header[(colon + 1)..].Trim(" \t"u8);
                if (ViaHeader.TryParse(value.ToArray(), out var via) && via.HasRfc3261Branch)
                {
                    (method, branch) = (Encoding.ASCII.GetString(text[..space]), via.Branch!);
                    return true;
                }

                return false;
            }
        }

        return false;
    }
}
