using System.Text;
using Realtime.Sip.Sdp;

namespace Realtime.Sip.B2bua;

/// <summary>
/// An offer that only says which way media flows: hold, and the end of it (RFC 3264 §8.4, and the older form of RFC 2543 with an address
/// of zeros). Where the other side takes no offers, it can be answered for it: what the holder sends or hears is the holder's matter.
/// </summary>
internal static class HoldOffer
{
    private static readonly string[] Directions = ["a=sendrecv", "a=sendonly", "a=recvonly", "a=inactive"];

    /// <summary>The same session as before but for directions, zeros for an address, and the version number.</summary>
    public static bool Is(ReadOnlySpan<byte> last, ReadOnlySpan<byte> now)
    {
        if (last.IsEmpty || now.IsEmpty || !SessionDescription.TryParse(now.ToArray(), out var description) || description.Audio is null)
        {
            return false;
        }

        var (before, after) = (Lines(last), Lines(now));
        return before.Count == after.Count && before.Zip(after).All(pair => IsSame(pair.First, pair.Second));
    }

    /// <summary>The answer as it was, with the direction that fits the offer's (RFC 3264 §6.1); null when one of them has not just one audio line.</summary>
    public static byte[]? Answer(ReadOnlyMemory<byte> offer, ReadOnlyMemory<byte> answer)
    {
        if (!SessionDescription.TryParse(offer, out var offered) || offered.Audio is not { } asked
            || !SessionDescription.TryParse(answer, out var answered) || answered.Media.Count != 1 || answered.Audio is null)
        {
            return null;
        }

        var text = new StringBuilder();
        foreach (var line in AllLines(answer.Span).Where(line => !Directions.Contains(line, StringComparer.Ordinal)))
        {
            text.Append(line).Append("\r\n");
        }

        text.Append(DirectionFor(asked.Direction)).Append("\r\n");
        return Encoding.Latin1.GetBytes(text.ToString());
    }

    private static string DirectionFor(SdpDirection offered) => offered switch
    {
        SdpDirection.SendOnly => "a=recvonly",
        SdpDirection.ReceiveOnly => "a=sendonly",
        SdpDirection.Inactive => "a=inactive",
        _ => "a=sendrecv",
    };

    private static bool IsSame(string before, string after) =>
        before == after
        || (IsOrigin(before) && IsOrigin(after) && SameOffer.Is(Encoding.Latin1.GetBytes(before), Encoding.Latin1.GetBytes(after)))
        || (IsConnection(before) && IsConnection(after) && (IsZero(before) || IsZero(after)));

    private static bool IsOrigin(string line) => line.StartsWith("o=", StringComparison.Ordinal);

    private static bool IsConnection(string line) => line.StartsWith("c=", StringComparison.Ordinal);

    private static bool IsZero(string connection) => connection is "c=IN IP4 0.0.0.0" or "c=IN IP6 ::";

    private static List<string> Lines(ReadOnlySpan<byte> body) =>
        [.. AllLines(body).Where(line => !Directions.Contains(line, StringComparer.Ordinal))];

    private static string[] AllLines(ReadOnlySpan<byte> body) =>
        Encoding.Latin1.GetString(body).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
