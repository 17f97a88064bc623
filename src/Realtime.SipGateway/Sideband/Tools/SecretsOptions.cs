namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>Section <c>Secrets</c>: named secrets that tools may send, each to its own hosts only.</summary>
public sealed class SecretsOptions
{
    public const string Section = "Secrets";

    public Dictionary<string, NamedSecretOptions> Secrets { get; } = new(StringComparer.Ordinal);
}
