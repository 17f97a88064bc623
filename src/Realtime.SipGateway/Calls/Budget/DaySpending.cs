using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls.Pricing;

namespace Realtime.SipGateway.Calls.Budget;

/// <summary>
/// What the calls of each agent cost, by quarters of an hour of the last days: this process's own sums, and what others wrote down. Safe for threads;
/// its size follows from the agents and the days kept.
/// </summary>
public sealed class DaySpending(IOptions<PricingOptions> pricing)
{
    /// <summary>Today and yesterday in every time zone.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(3);

    private const int SlotMinutes = 15;

    private readonly Lock _gate = new();
    private readonly Dictionary<(DateTimeOffset From, string Agent), decimal> _mine = [];
    private readonly HashSet<(DateTimeOffset From, string Agent)> _unsaved = [];
    private IReadOnlyList<SpentSlot> _others = [];

    /// <summary>This process; another one, also of the same node, writes beside it.</summary>
    public string Writer { get; } = Guid.NewGuid().ToString("N");

    /// <summary>ISO 4217 code.</summary>
    public string Currency => pricing.Value.Currency;

    public void Add(DateTimeOffset at, string agent, decimal cost)
    {
        var utc = at.UtcDateTime;
        var slot = (new DateTimeOffset(utc.Year, utc.Month, utc.Day, utc.Hour, utc.Minute / SlotMinutes * SlotMinutes, 0, TimeSpan.Zero), agent);
        lock (_gate)
        {
            _mine[slot] = _mine.GetValueOrDefault(slot) + cost;
            _unsaved.Add(slot);
        }
    }

    /// <summary>What the agents' calls cost on the calendar day of a time zone that a moment belongs to.</summary>
    public decimal OfDay(IReadOnlyCollection<string> agents, DateTimeOffset moment, TimeZoneInfo zone)
    {
        var day = SpendingDay.Of(moment, zone);
        lock (_gate)
        {
            return _mine.Where(one => Counts(one.Key.From, one.Key.Agent)).Sum(one => one.Value)
                + _others.Where(one => Counts(one.From, one.Agent)).Sum(one => one.Cost);
        }

        bool Counts(DateTimeOffset from, string agent) => day.Has(from) && agents.Contains(agent);
    }

    /// <summary>What each agent's calls cost on a day of the last ones; agents that spent nothing are not in it.</summary>
    public IReadOnlyDictionary<string, decimal> ByAgent(SpendingDay day)
    {
        lock (_gate)
        {
            return _mine.Select(one => new SpentSlot(one.Key.From, one.Key.Agent, one.Value)).Concat(_others).Where(slot => day.Has(slot.From))
                .GroupBy(slot => slot.Agent, StringComparer.Ordinal).ToDictionary(agent => agent.Key, agent => agent.Sum(slot => slot.Cost), StringComparer.Ordinal);
        }
    }

    /// <summary>The sums that changed since they were taken last.</summary>
    internal IReadOnlyList<SpentSlot> TakeUnsaved()
    {
        lock (_gate)
        {
            SpentSlot[] sums = [.. _unsaved.Select(slot => new SpentSlot(slot.From, slot.Agent, _mine[slot]))];
            _unsaved.Clear();
            return sums;
        }
    }

    /// <summary>They were not saved after all.</summary>
    internal void PutBack(IReadOnlyList<SpentSlot> sums)
    {
        lock (_gate)
        {
            _unsaved.UnionWith(sums.Select(sum => (sum.From, sum.Agent)).Where(_mine.ContainsKey));
        }
    }

    /// <summary>What others wrote down, as a whole.</summary>
    internal void Others(IReadOnlyList<SpentSlot> sums)
    {
        lock (_gate)
        {
            _others = sums;
        }
    }

    internal void Forget(DateTimeOffset before)
    {
        lock (_gate)
        {
            foreach (var slot in _mine.Keys.Where(slot => slot.From < before && !_unsaved.Contains(slot)).ToList())
            {
                _mine.Remove(slot);
            }

            _others = [.. _others.Where(sum => sum.From >= before)];
        }
    }
}
