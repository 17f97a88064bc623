namespace Realtime.SipGateway.Signalling.Digest;

/// <summary>Who we are for the carrier, where it challenges: registration, calls that we make over the trunk, requests inside calls.</summary>
public sealed class TrunkCredentialsOptions
{
    public string Username { get; set; } = "";

    /// <summary>Where the password is kept: <c>env:NAME</c> or <c>file:/path</c>.</summary>
    public string Password { get; set; } = "";

    /// <summary>The only realm that gets an answer; null: any that the carrier's side asks for.</summary>
    public string? Realm { get; set; }
}
