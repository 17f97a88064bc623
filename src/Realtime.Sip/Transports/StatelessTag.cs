using System.Globalization;
using Realtime.Sip.Messages;

namespace Realtime.Sip.Transports;

/// <summary>
/// The To tag of answers that leave no state behind: the same for each repeat of a request (RFC 3261 8.2.7), and known again in
/// the ACK of such an answer.
/// </summary>
internal static class StatelessTag
{
    public static string For(SipRequest request)
    {
        // Seeded for this process, so that nobody outside can make one.
        var hash = HashCode.Combine(request.CallId, request.From.Tag, request.CSeq.Number);
        return "s" + hash.ToString("x8", CultureInfo.InvariantCulture);
    }
}
