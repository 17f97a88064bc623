namespace Realtime.Sip.Transports;

/// <summary>What the transports grant to anyone. Each limit has its <see cref="SipFault"/> that counts when it bites.</summary>
public sealed record SipTransportLimits
{
    public static SipTransportLimits Default { get; } = new();

    /// <summary>Connections open at a time per listener: with 30 KB each well below what a small machine has.</summary>
    public int MaxConnections { get; init; } = 4096;

    /// <summary>Connections from one address (IPv6: one /64): a carrier's proxy opens a few, a flood thousands.</summary>
    public int MaxConnectionsPerSource { get; init; } = 128;

    /// <summary>Connections that no transaction or dialog watches close after this silence: above the usual 15-minute session refresh.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>From the first byte of a message to its last: a message is one or two segments, a slow sender holds memory.</summary>
    public TimeSpan IncompleteMessageTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From opening to the first message: whoever dials us has something to say; a crowd of mute connections is a flood.</summary>
    public TimeSpan FirstMessageTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>From accepting a connection to the end of the TLS handshake.</summary>
    public TimeSpan HandshakeTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From dialling a connection to the end of the TLS handshake: a caller hears silence meanwhile.</summary>
    public TimeSpan ConnectTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A connection that we opened and that is silent this long gets a double CRLF (RFC 5626 4.4.1; each takes a little less by chance, so that
    /// not all go at once): firewalls forget idle connections. Zero: never.
    /// </summary>
    public TimeSpan KeepAliveTime { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>The answer to it comes within this (RFC 5626 4.4.1), from a peer that has answered before; others need not.</summary>
    public TimeSpan PongTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Requests to UDP destinations that would be longer go by TCP (RFC 3261 18.1.1 says 1,300 bytes); null: they stay, as most carriers want it, for
    /// they do not listen on TCP.
    /// </summary>
    public int? TcpAbove { get; init; }

    /// <summary>How long one write may stand still before the peer counts as dead.</summary>
    public TimeSpan WriteStallTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes that wait to be written to one connection: some hundred messages.</summary>
    public int MaxQueuedBytes { get; init; } = 1024 * 1024;

    /// <summary>How long closing waits for what is queued to be written.</summary>
    public TimeSpan CloseTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>After a failed attempt to fill up a pool of connections the next attempt waits so long.</summary>
    public TimeSpan PoolRetryTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The system's receive buffer per UDP socket: some thousand requests of a burst.</summary>
    public int DatagramReceiveBuffer { get; init; } = 4 * 1024 * 1024;
}
