using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Signalling;

/// <summary>
/// The trunks in force, with what else may change while the gateway runs. <see cref="Site"/> is one snapshot, replaced whole: whoever needs two answers
/// for one request takes it once.
/// </summary>
internal sealed class TrunkBook(IOptions<SignallingOptions> options)
{
    private readonly Lock _gate = new();
    private volatile TrunkSite _site = Make(options.Value, before: null);
    private Action<TrunkTable>? _replaced;

    public TrunkSite Site => _site;

    public TrunkTable Current => _site.Table;

    public Trunk? Find(string name) => Current.Find(name);

    /// <summary>Told of each new table, after it is in force; on the thread that replaced it.</summary>
    public void OnReplaced(Action<TrunkTable> told)
    {
        lock (_gate)
        {
            _replaced += told;
        }
    }

    /// <summary>Puts validated settings in force. What is counted goes on under each trunk's name; calls in progress keep the trunk they came over.</summary>
    public TrunkTable Replace(SignallingOptions settings)
    {
        lock (_gate)
        {
            _site = Make(settings, Current);
            _replaced?.Invoke(Current);
            return Current;
        }
    }

    private static TrunkSite Make(SignallingOptions settings, TrunkTable? before) => new(
        settings,
        new TrunkTable(settings.Trunks.Select(trunk => new Trunk(trunk.Key, trunk.Value, before?.Find(trunk.Key)?.Usage))));
}
