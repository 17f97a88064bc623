using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Api;

/// <summary>A page of calls.</summary>
/// <param name="Live">Calls that live now, newest first; only on the first page.</param>
/// <param name="Records">Ended calls, newest first.</param>
/// <param name="LiveTotal">How many live calls there are of those that were asked for; more than are listed here: the rest is left out.</param>
/// <param name="Next">Value of <c>before</c> for the next page; null when this is the last.</param>
internal sealed record CallList(IReadOnlyList<LiveCall> Live, IReadOnlyList<CallRecord> Records, string? Next, int LiveTotal);
