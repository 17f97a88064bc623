using System.ComponentModel.DataAnnotations;

namespace Realtime.SipGateway.Api;

/// <summary>Body of a request for a new key.</summary>
/// <param name="Name">Who will hold it; no other key that is not revoked may have this name.</param>
/// <param name="Scope">viewer, supervisor or admin.</param>
/// <param name="ExpiresAt">From then on it is not taken; absent: never.</param>
internal sealed record MakeKeyRequest([property: Required] string? Name, [property: Required] ApiScope? Scope, DateTimeOffset? ExpiresAt = null);
