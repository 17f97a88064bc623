using Realtime.Sip.B2bua;
using Realtime.Sip.Transports;

namespace Realtime.SipGateway.Signalling.Drain;

/// <summary>What the edge needs to go on with the legs of a call.</summary>
internal sealed record LegsSnapshot
{
    /// <summary>Name of the caller's trunk.</summary>
    public required string Trunk { get; init; }

    /// <summary>Name of the AI target; null when a person answered instead.</summary>
    public string? Target { get; init; }

    /// <summary>The caller was bridged to whom the agent transferred it to.</summary>
    public bool IsTransferred { get; init; }

    /// <summary>How the caller's INVITE came.</summary>
    public required SipTransportKind CallerTransport { get; init; }

    public required B2buaSnapshot Sip { get; init; }
}
