namespace Realtime.SipGateway.Api;

/// <summary>A new key.</summary>
/// <param name="Key">What is known of it from now on.</param>
/// <param name="Secret">The key itself: shown here and never again.</param>
internal sealed record MadeKey(KeyView Key, string Secret);
