namespace Realtime.SipGateway.Signalling.Targets;

/// <summary>Where a call can go when no AI target takes it (a queue, a person, a voicemail): an entry of section <c>Destinations</c>, by its name.</summary>
public sealed class DestinationOptions
{
    /// <summary><c>tel:+15550123</c> or a number, dialled through <see cref="Trunk"/>; or <c>sip:queue@pbx.example.com</c>.</summary>
    public string Uri { get; set; } = "";

    /// <summary>Name of the trunk through whose peers it is reached; null: where a <c>sip:</c> URI leads by DNS.</summary>
    public string? Trunk { get; set; }

    /// <summary>The number it sees as the caller's; null: the caller's own, which some carriers refuse for calls they did not bring.</summary>
    public string? CallerId { get; set; }
}
