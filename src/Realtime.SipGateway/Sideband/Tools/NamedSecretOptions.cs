namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>Section <c>Secrets:{name}</c>.</summary>
public sealed class NamedSecretOptions
{
    /// <summary>Where it is kept: <c>env:NAME</c> or <c>file:/path</c>; the whole header value, such as <c>Bearer …</c>.</summary>
    public string Value { get; set; } = "";

    /// <summary>Hosts that it may be sent to, exactly as in a tool's URL; with a port to allow only that one.</summary>
    public IList<string> Hosts { get; set; } = [];
}
