namespace Realtime.SipGateway.Api.Policies;

/// <summary>One number of a list.</summary>
/// <param name="Number">A number or user; a final <c>*</c> matches by prefix.</param>
/// <param name="Note">Why it stands here.</param>
/// <param name="Until">From then on the entry counts no more.</param>
internal sealed record ListEntryView(string Number, string? Note, string? Until);
