namespace Realtime.SipGateway.OpenAi;

/// <summary>Section <c>Targets</c>: the AI targets by name.</summary>
public sealed class TargetsOptions
{
    public const string Section = "Targets";

    /// <summary>Each costs a connection pool; a site has a handful.</summary>
    public const int MaxTargets = 64;

    public Dictionary<string, TargetOptions> Targets { get; } = new(StringComparer.Ordinal);
}
