using Realtime.Sip.Dialogs;
using Realtime.Sip.Transports;

namespace Realtime.Sip.B2bua;

/// <summary>One leg of a <see cref="B2buaSnapshot"/>.</summary>
public sealed record B2buaLegSnapshot
{
    public required DialogSnapshot Dialog { get; init; }

    public required SipTransportKind Transport { get; init; }

    /// <summary>Our address and port, by which the listener is found again.</summary>
    public required string Local { get; init; }

    /// <summary>The peer's address and port, where requests go when its Contact leads nowhere.</summary>
    public required string Remote { get; init; }

    /// <summary>Media type of <see cref="Body"/>.</summary>
    public string? ContentType { get; init; }

    /// <summary>The last session description that this side sent.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>The session interval agreed on (RFC 4028), in seconds; 0: none.</summary>
    public uint SessionSeconds { get; init; }

    /// <summary>The session is ours to refresh.</summary>
    public bool WeRefresh { get; init; }

    /// <summary>The side's Allow lists UPDATE.</summary>
    public bool AllowsUpdate { get; init; }

    /// <summary>The side's Allow lists INFO.</summary>
    public bool AllowsInfo { get; init; }
}
