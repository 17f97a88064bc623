namespace Realtime.SipGateway.Api.Control;

/// <summary>Body of a text or an image that is put into the conversation.</summary>
/// <param name="Role"><c>user</c>: as if the caller had said it; <c>system</c>: what the agent is to know. An image is always <c>user</c>.</param>
/// <param name="Text">The text, at most 4,000 characters; may be left out with an image.</param>
/// <param name="Respond">The agent answers it at once.</param>
/// <param name="ImageUrl">An image as <c>data:image/png;base64,…</c> or <c>data:image/jpeg;base64,…</c>, as large as the agent's policy allows.</param>
/// <param name="Detail">How closely the image is looked at: <c>auto</c>, <c>low</c> or <c>high</c>.</param>
internal sealed record AddItemRequest(string? Role = null, string? Text = null, bool Respond = false, string? ImageUrl = null, string? Detail = null);
