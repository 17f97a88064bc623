using Realtime.Sip.Transports;

namespace Realtime.Sip.Hep;

/// <summary>Where a copy of the signalling goes (HEP version 3, as HOMER and other collectors take it).</summary>
public sealed record HepOptions
{
    /// <summary>Name or address of the collector.</summary>
    public required string Host { get; init; }

    /// <summary>HOMER's usual port.</summary>
    public int Port { get; init; } = 9060;

    /// <summary>How packets travel: UDP, TCP or TLS.</summary>
    public SipTransportKind Transport { get; init; } = SipTransportKind.Udp;

    /// <summary>Whom to trust with TLS.</summary>
    public SipTlsClientOptions Tls { get; init; } = new();

    /// <summary>Tells the collector which of its agents this is.</summary>
    public uint AgentId { get; init; } = 2001;

    /// <summary>A name for people beside the number; none when empty.</summary>
    public string? AgentName { get; init; }

    /// <summary>The collector's password; none when empty.</summary>
    public string? AuthKey { get; init; }

    /// <summary>Takes secrets out of a message before it leaves; called on the sender's own thread.</summary>
    public Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> Redact { get; init; } = static message => message;

    /// <summary>
    /// The identifier that ties the legs of a call together, for a message and its Call-ID; null where there is none. Called on the sender's own thread.
    /// </summary>
    public Func<string, ReadOnlyMemory<byte>, string?> CorrelationOf { get; init; } = static (_, _) => null;

    /// <summary>Messages that wait to be sent: some seconds of a busy gateway. More are dropped and counted: calls go before their capture.</summary>
    public int QueueLength { get; init; } = 20_000;

    /// <summary>How long a connection to the collector may take to be up.</summary>
    public TimeSpan ConnectTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The first pause after a failure; it doubles up to <see cref="MaxRetryTime"/>.</summary>
    public TimeSpan RetryTime { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan MaxRetryTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long closing waits for what is queued.</summary>
    public TimeSpan CloseTime { get; init; } = TimeSpan.FromSeconds(2);
}
