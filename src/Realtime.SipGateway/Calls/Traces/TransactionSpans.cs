using System.Diagnostics;
using System.Globalization;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Traces;

/// <summary>
/// A span for each SIP transaction of a call's legs beside the INVITEs that set it up (<see cref="SetUpSpans"/>). Told on any thread, also when the call
/// is over: the last answers come after its end.
/// </summary>
internal sealed class TransactionSpans(SpanWriter spans)
{
    /// <summary>Who sends digits by INFO, or refreshes every minute of an hour, shall not fill the trace.</summary>
    public const int MaxInCall = 48;

    /// <summary>What ends a leg is worth its span however much was sent before; a call has few legs.</summary>
    private const int MaxEnds = 16;

    private int _inCall;
    private int _ends;

    /// <summary>Transactions so far that got no span.</summary>
    public int LeftOut => Math.Max(0, Volatile.Read(ref _inCall) - MaxInCall) + Math.Max(0, Volatile.Read(ref _ends) - MaxEnds);

    public void Write(LegTransaction transaction)
    {
        var isEnd = transaction.Method is "BYE" or "CANCEL";
        if (isEnd ? Interlocked.Increment(ref _ends) > MaxEnds : Interlocked.Increment(ref _inCall) > MaxInCall)
        {
            return;
        }

        spans.Write(
            SpanNames.Transaction + (transaction.IsAgain ? "re-" : "") + transaction.Method, transaction.IsOurs ? ActivityKind.Client : ActivityKind.Server,
            transaction.From, transaction.To, span => Describe(span, transaction));
    }

    private static void Describe(Activity span, LegTransaction transaction)
    {
        span.SetTag(SpanAttributes.SipMethod, transaction.Method).SetTag(SpanAttributes.SipCallId, transaction.CallId)
            .SetTag(SpanAttributes.SipStatus, transaction.Status).SetTag(SpanAttributes.Leg, transaction.Leg)
            .SetTag(SpanAttributes.NetworkTransport, transaction.Transport);
        SpanWriter.Peer(span, transaction.Peer);
        if (FailureOf(transaction) is { } failure)
        {
            SpanWriter.Fail(span, failure);
        }
    }

    /// <summary>
    /// As for HTTP: what we are refused is our failure, what we refuse is the other side's. Answers that ask for the same once more (RFC 3261 §22.2,
    /// §14.1, RFC 4028 §6) are none.
    /// </summary>
    private static string? FailureOf(LegTransaction transaction) => transaction switch
    {
        { Status: null } => "no_answer",
        { Status: 401 or 407 or 422 or 491 } => null,

        // It was called off, or the call-off came too late (RFC 3261 §9.2).
        { Status: 487 } or { Method: "CANCEL", Status: 481 } => null,
        { Status: { } status, IsOurs: var isOurs } when status >= (isOurs ? 400 : 500) => status.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };
}
