using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Signalling;

/// <summary>The trunks in force. <see cref="Current"/> is one snapshot, replaced whole: whoever needs two answers of one call takes it once.</summary>
internal sealed class TrunkBook(IOptions<SignallingOptions> options)
{
    private readonly Lock _gate = new();
    private volatile TrunkTable _current = Make(options.Value, before: null);
    private Action<TrunkTable>? _replaced;

    public TrunkTable Current => _current;

    public Trunk? Find(string name) => _current.Find(name);

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
            var table = Make(settings, _current);
            _current = table;
            _replaced?.Invoke(table);
            return table;
        }
    }

    private static TrunkTable Make(SignallingOptions settings, TrunkTable? before) =>
        new(settings.Trunks.Select(trunk => new Trunk(trunk.Key, trunk.Value, before?.Find(trunk.Key)?.Usage)));
}
