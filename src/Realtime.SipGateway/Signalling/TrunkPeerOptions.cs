namespace Realtime.SipGateway.Signalling;

/// <summary>An address at which a trunk takes calls and requests from us: an entry of <c>Trunks:NAME:Peers</c>.</summary>
public sealed class TrunkPeerOptions
{
    /// <summary>Weight of a peer unless configured, as that of an SRV record that says nothing in particular.</summary>
    public const int DefaultWeight = 100;

    /// <summary><c>sip:sbc1.carrier.example:5061;transport=tls</c>; without a port the name is looked up as RFC 3263 says.</summary>
    public string Uri { get; set; } = "";

    /// <summary>0 to 65,535; peers of a higher number are tried only when all of a lower one have failed (RFC 2782).</summary>
    public int Priority { get; set; }

    /// <summary>0 to 65,535; share of the calls among peers of one priority (RFC 2782).</summary>
    public int Weight { get; set; } = DefaultWeight;
}
