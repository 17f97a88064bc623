using Realtime.SipGateway.Signalling.Defence;

namespace Realtime.SipGateway.Signalling;

/// <summary>One state of the settings that can change while the gateway runs, made ready to use.</summary>
internal sealed record TrunkSite(SignallingOptions Options, TrunkTable Table)
{
    public ScannerAgents Scanners { get; } = new(Options.Defence);

    public RateLimit TrunkSources { get; } = new(Options.Defence.TrunkSourcePerSecond, Options.Defence.TrunkSourceBurst);

    public RateLimit UnknownTogether { get; } = new(Options.Defence.UnknownTogetherPerSecond, Options.Defence.UnknownTogetherBurst);

    public RateLimit UnknownSources { get; } = new(Options.Defence.UnknownSourcePerSecond, Options.Defence.UnknownSourceBurst);
}
