namespace Realtime.Sip.Transports;

/// <summary>How SIP messages travel.</summary>
public enum SipTransportKind
{
    Udp,
    Tcp,
    Tls,
}
