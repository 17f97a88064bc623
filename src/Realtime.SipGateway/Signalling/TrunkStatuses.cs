using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Signalling;

/// <inheritdoc cref="ITrunkStatus"/>
internal sealed class TrunkStatuses(TrunkBook trunks, TrunkReload reload) : ITrunkStatus
{
    public IReadOnlyList<string> RefusedSettings => reload.LastRejected?.Faults ?? [];

    public string Normalise(string trunk, string number) => trunks.Find(trunk)?.Headers.Normalise(number) ?? number;

    public IReadOnlyList<TrunkStatus> List() =>
    [
        .. trunks.Current.Trunks.Select(trunk => new TrunkStatus(
            trunk.Name, trunk.Usage.Calls, trunk.Options.MaxCalls, trunk.Options.CallsPerSecond, [.. trunk.Options.Sources], [.. trunk.Options.Dialled])),
    ];
}
