using System.Text;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Signalling.Hep;

/// <summary>
/// Which Call-ID stands for a whole call: the caller's, on every leg. The leg to a target is known by the header that its INVITE carries, others by
/// <see cref="Relate"/>.
/// </summary>
internal sealed class HepCorrelation(ActiveCalls calls)
{
    /// <summary>Call-IDs remembered: those of the last minutes of a busy gateway; calls that last longer keep theirs in mind by each use.</summary>
    private const int MaxRemembered = 50_000;

    private static readonly byte[] Header = Encoding.ASCII.GetBytes("\r\n" + AttemptToken.CallHeader + ":");

    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _callers = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>A leg belongs to the call that the caller's Call-ID names.</summary>
    public void Relate(string callId, string? callersCallId)
    {
        if (callId.Length == 0 || string.IsNullOrEmpty(callersCallId))
        {
            return;
        }

        lock (_gate)
        {
            if (!_callers.TryAdd(callId, callersCallId))
            {
                return;
            }

            _order.Enqueue(callId);
            if (_order.Count > MaxRemembered)
            {
                _callers.Remove(_order.Dequeue());
            }
        }
    }

    /// <summary>The caller's Call-ID for any message of a call; the message's own where nothing else is known.</summary>
    public string? Of(string callId, ReadOnlyMemory<byte> message)
    {
        lock (_gate)
        {
            if (_callers.TryGetValue(callId, out var remembered))
            {
                return remembered;
            }
        }

        if (CallId.TryParse(CallOf(message.Span), out var id) && calls.TryGet(id, out var call) && call.Facts.SipCallId is { Length: > 0 } callers)
        {
            Relate(callId, callers);
            return callers;
        }

        return callId.Length == 0 ? null : callId;
    }

    /// <summary>The gateway's own call number: only what we sent ourselves is believed, by looking for it among our calls.</summary>
    private static string CallOf(ReadOnlySpan<byte> message)
    {
        if (!message.StartsWith("INVITE "u8) || message.IndexOf(Header) is not (>= 0 and var at))
        {
            return "";
        }

        var value = message[(at + Header.Length)..];
        var end = value.IndexOf((byte)'\r');
        return end < 0 ? "" : Encoding.UTF8.GetString(value[..end].Trim((byte)' '));
    }
}
