using Realtime.Sip.Authentication;
using Realtime.Sip.Messages;
using Realtime.Sip.Transports;

namespace Realtime.Sip.Dialogs;

/// <summary>The INVITE of a call that we make.</summary>
public sealed record UacInvite
{
    /// <summary>Whom to call: the Request-URI, and To where nothing else is said.</summary>
    public required SipUri Uri { get; init; }

    /// <summary>Who calls; a tag is added.</summary>
    public required NameAddress From { get; init; }

    public NameAddress? To { get; init; }

    /// <summary>Where to send it, and later requests when the connection is gone; null: where the URI leads.</summary>
    public SipDestination? Destination { get; init; }

    public SipBody Body { get; init; }

    /// <summary>Who we are for whom we call, if it asks; also inside the dialog.</summary>
    public SipCredentials? Credentials { get; init; }

    public IReadOnlyList<SipHeader> Headers { get; init; } = [];

    /// <summary>Told of each provisional response. Must not block.</summary>
    public Action<SipResponse>? OnProvisional { get; init; }
}
