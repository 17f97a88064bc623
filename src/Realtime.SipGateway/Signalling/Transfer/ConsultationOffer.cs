using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Sdp;

namespace Realtime.SipGateway.Signalling.Transfer;

/// <summary>
/// The offer of a consultation call: the caller's codecs and media lines, on hold, as a session of its own with keys of its own. Nobody hears
/// anything in it: it only finds out whether a human answers, and is replaced by the caller's (RFC 5589 §7).
/// </summary>
internal static class ConsultationOffer
{
    private const string Key = "inline:";

    /// <summary>Default when a key cannot be read: AES_CM_128 has a 16-byte key and a 14-byte salt (RFC 4568 §6.2).</summary>
    private const int UsualKeyBytes = 30;

    private static readonly string[] Directions = ["a=sendrecv", "a=sendonly", "a=recvonly", "a=inactive"];

    /// <summary>Empty when the caller's description cannot be read: the target makes the offer then.</summary>
    public static SipBody From(SipBody callers)
    {
        if (!SessionDescription.TryParse(callers.Bytes, out var description))
        {
            return default;
        }

        var id = RandomNumberGenerator.GetInt32(int.MaxValue).ToString(CultureInfo.InvariantCulture);
        var fresh = description.WithOrigin(new SdpOrigin("-", id, "1", description.Origin.NetworkType, description.Origin.AddressType, description.Origin.Address));
        var offer = new StringBuilder();
        var isMedia = false;
        foreach (var line in Encoding.Latin1.GetString(fresh).Split('\n', StringSplitOptions.TrimEntries).Where(line => line.Length > 0))
        {
            if (line.StartsWith("m=", StringComparison.Ordinal))
            {
                offer.Append(isMedia ? "a=inactive\r\n" : "");
                isMedia = true;
            }

            if (!Directions.Contains(line, StringComparer.OrdinalIgnoreCase))
            {
                offer.Append(WithFreshKey(line)).Append("\r\n");
            }
        }

        return new SipBody(Encoding.Latin1.GetBytes(offer.Append("a=inactive\r\n").ToString()), callers.ContentType);
    }

    private static string WithFreshKey(string line)
    {
        var at = line.StartsWith("a=crypto:", StringComparison.OrdinalIgnoreCase) ? line.IndexOf(Key, StringComparison.OrdinalIgnoreCase) : -1;
        if (at < 0)
        {
            return line;
        }

        var key = line[(at + Key.Length)..];
        var end = key.AsSpan().IndexOfAny('|', ' ', ';');
        var text = end < 0 ? key : key[..end];
        var bytes = new byte[64];
        var length = Convert.TryFromBase64String(text, bytes, out var written) && written > 0 ? written : UsualKeyBytes;
        return string.Concat(line.AsSpan(0, at + Key.Length), Convert.ToBase64String(RandomNumberGenerator.GetBytes(length)), end < 0 ? "" : key.AsSpan(end));
    }
}
