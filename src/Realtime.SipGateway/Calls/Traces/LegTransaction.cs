using System.Net;

namespace Realtime.SipGateway.Calls.Traces;

/// <summary>A SIP transaction of a leg that has come to its end, as signalling tells of it.</summary>
/// <param name="Leg"><c>caller</c> or <c>target</c>.</param>
/// <param name="IsOurs">We sent the request; else we answered it.</param>
/// <param name="Method">Its method, of those that the stack knows.</param>
/// <param name="IsAgain">An INVITE inside the dialog.</param>
/// <param name="CallId">Call-ID of the leg.</param>
/// <param name="Status">The final answer; null: there was none.</param>
/// <param name="Transport">How it went; null: no way was found.</param>
/// <param name="Peer">The other side; null: as before.</param>
/// <param name="From">When the request went or came.</param>
/// <param name="To">When its final answer came or went.</param>
internal sealed record LegTransaction(
    string Leg, bool IsOurs, string Method, bool IsAgain, string CallId, int? Status, string? Transport, IPEndPoint? Peer, DateTimeOffset From, DateTimeOffset To);
