namespace Realtime.SipGateway.Telemetry;

/// <summary>What the SIP stack measures by itself (meter <c>Realtime.Sip</c>); a test holds it beside the stack's own definitions.</summary>
public static class SipInstruments
{
    public static IReadOnlyList<InstrumentDefinition> All { get; } =
    [
        new("sip.connections", InstrumentKind.UpDownCounter, "{connection}", "Open TCP and TLS connections."),
        new("sip.connects", InstrumentKind.Counter, "{attempt}", "Connections that we opened or could not open, by transport and result.")
        {
            Labels = [("transport", "tcp, tls"), ("result", "connected, or a kind of failure")],
        },
        new("sip.dns.lookups", InstrumentKind.Counter, "{question}", "DNS questions, by what became of them.") { Labels = [("result", "results of a lookup")] },
        new("sip.faults", InstrumentKind.Counter, "{fault}", "What went wrong on the wire, by kind.") { Labels = [("fault", "kinds of faults")] },
        new("sip.hep.packets", InstrumentKind.Counter, "{packet}", "Captured messages, by what became of them.") { Labels = [("result", "sent, dropped")] },
        new("sip.keep_alives", InstrumentKind.Counter, "{ping}", "Keep-alives sent on idle connections, and their answers.") { Labels = [("kind", "ping, pong")] },
        new("sip.messages", InstrumentKind.Counter, "{message}", "SIP messages, by direction and transport.") { Labels = [("direction", "in, out"), ("transport", "udp, tcp, tls")] },
        new("sip.retransmissions", InstrumentKind.Counter, "{message}", "SIP messages sent again by a timer."),
        new("sip.transactions", InstrumentKind.UpDownCounter, "{transaction}", "SIP transactions in the tables, by role.") { Labels = [("role", "client, server")] },
    ];
}
