using System.ComponentModel.DataAnnotations;

namespace Realtime.SipGateway.Api.Control;

/// <summary>Body of an instruction to the agent that the caller does not hear.</summary>
/// <param name="Text">The instruction, at most 4,000 characters.</param>
/// <param name="Respond">The agent goes on by it at once; otherwise it knows it from its next turn on.</param>
internal sealed record WhisperRequest([property: Required] string? Text, bool Respond = false);
