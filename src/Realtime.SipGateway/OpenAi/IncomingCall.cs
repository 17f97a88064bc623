using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.OpenAi;

/// <summary>The pending call of <c>realtime.call.incoming</c>.</summary>
/// <param name="Id">The vendor's id.</param>
/// <param name="SipHeaders">Headers of the INVITE in order, as it came: untrusted.</param>
/// <param name="MediaSecurity"><c>srtp</c>, <c>rtp</c> or null when unknown.</param>
public sealed record IncomingCall(
    RealtimeCallId Id, IReadOnlyList<KeyValuePair<string, string>> SipHeaders, string? MediaSecurity)
{
    /// <summary>False when there were more headers than any INVITE needs, and the rest was not looked at.</summary>
    public bool HasAllHeaders { get; init; } = true;
}
