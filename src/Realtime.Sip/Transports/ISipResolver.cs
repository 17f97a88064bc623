using Realtime.Sip.Messages;

namespace Realtime.Sip.Transports;

/// <summary>Finds where to send a request for a URI (RFC 3263).</summary>
public interface ISipResolver
{
    /// <summary>The destinations in the order to try them; none when the name has no address or its transport is unknown.</summary>
    ValueTask<IReadOnlyList<SipDestination>> ResolveAsync(SipUri uri, CancellationToken cancellationToken);
}
