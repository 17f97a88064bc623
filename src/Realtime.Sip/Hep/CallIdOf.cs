using System.Text;
using Realtime.Sip.Messages;

namespace Realtime.Sip.Hep;

/// <summary>Finds the Call-ID of a message as it is on the wire, also of one that is not valid.</summary>
internal static class CallIdOf
{
    /// <summary>Empty when there is none.</summary>
    public static string Message(ReadOnlySpan<byte> message)
    {
        while (message.IndexOf((byte)'\n') is var end and >= 0)
        {
            var line = message[..end].TrimEnd((byte)'\r');
            if (line.IsEmpty)
            {
                break;
            }

            var colon = line.IndexOf((byte)':');
            if (colon > 0 && SipHeaderNames.IdOf(line[..colon].TrimEnd(" \t"u8)) == SipHeaderId.CallId)
            {
                return Encoding.UTF8.GetString(line[(colon + 1)..].Trim(" \t"u8));
            }

            message = message[(end + 1)..];
        }

        return "";
    }
}
