using System.Net.WebSockets;

namespace Realtime.SipGateway.Api.Control;

/// <summary>Why a control connection ends, as its close frame says it.</summary>
/// <param name="Status">Close code (RFC 6455 section 7.4.1).</param>
/// <param name="Why">A short sentence.</param>
internal sealed record ControlEnd(WebSocketCloseStatus Status, string Why)
{
    /// <summary>Something broke that should not.</summary>
    public static ControlEnd Failed { get; } = new(WebSocketCloseStatus.InternalServerError, "The events could not be read.");

    /// <summary>The last event was told.</summary>
    public static ControlEnd CallOver { get; } = new(WebSocketCloseStatus.NormalClosure, "The call is over.");

    /// <summary>It takes no more bytes, or is gone.</summary>
    public static ControlEnd Deaf { get; } = new(WebSocketCloseStatus.PolicyViolation, "The client does not read.");
}
