namespace Realtime.Sip.Transports;

/// <summary>Makes the transport for a configured listener.</summary>
internal static class TransportFactory
{
    public static SipTransport Create(SipListenerOptions listener, TransportContext context) => listener.Kind == SipTransportKind.Udp
        ? new UdpTransport(listener.Address, listener.TakesBothFamilies, context.Limits, context.Counters, context.Logger)
        {
            AdvertisedHost = listener.AdvertisedHost,
            AdvertisedPort = listener.AdvertisedPort,
        }
        : new StreamTransport(listener.Kind, listener, context)
        {
            AdvertisedHost = listener.AdvertisedHost,
            AdvertisedPort = listener.AdvertisedPort,
        };
}
