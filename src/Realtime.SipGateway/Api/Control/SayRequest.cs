using System.ComponentModel.DataAnnotations;

namespace Realtime.SipGateway.Api.Control;

/// <summary>Body of a command to say something.</summary>
/// <param name="Text">The words, at most 4,000 characters.</param>
/// <param name="Interrupt">The agent stops what it says, and what waited to be said is dropped; otherwise the words come after it.</param>
/// <param name="Turn">The turn of the caller that it answers, as <c>handler.turn_opened</c> counts it: 409 when that turn is over.</param>
internal sealed record SayRequest([property: Required] string? Text, bool Interrupt = false, int? Turn = null);
