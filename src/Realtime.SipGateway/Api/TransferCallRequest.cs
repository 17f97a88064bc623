using System.ComponentModel.DataAnnotations;

namespace Realtime.SipGateway.Api;

/// <summary>Body of a transfer.</summary>
/// <param name="To">Name of a destination of the call's agent, a number, or a SIP address; the agent's allow-list decides.</param>
/// <param name="Summary">What the human should know; sent where the trunk has a header for it.</param>
internal sealed record TransferCallRequest([property: Required] string? To, string? Summary = null);
