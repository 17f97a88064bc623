using System.ComponentModel.DataAnnotations;

namespace Realtime.SipGateway.Api.Control;

/// <summary>Body of a text that is put into the conversation.</summary>
/// <param name="Role"><c>user</c>: as if the caller had said it; <c>system</c>: what the agent is to know.</param>
/// <param name="Text">The text, at most 4,000 characters.</param>
/// <param name="Respond">The agent answers it at once.</param>
internal sealed record AddItemRequest([property: Required] string? Role, [property: Required] string? Text, bool Respond = false);
