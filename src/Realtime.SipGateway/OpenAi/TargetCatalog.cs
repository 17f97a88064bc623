using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.OpenAi;

/// <summary>The AI targets of the site, by name.</summary>
public sealed class TargetCatalog
{
    private readonly Dictionary<string, Target> _targets;

    public TargetCatalog(IOptions<TargetsOptions> options)
    {
        var configured = options.Value.Targets;
        _targets = configured.ToDictionary(one => one.Key, one => new Target(one.Key, one.Value), StringComparer.Ordinal);
        var marked = configured.Where(one => one.Value.Default).Select(one => one.Key).FirstOrDefault();
        DefaultName = marked ?? (configured.Count == 1 ? configured.Keys.First() : null);
    }

    public IReadOnlyCollection<Target> All => _targets.Values;

    /// <summary>The one marked Default, or the only one; null when each rule must name its target.</summary>
    public string? DefaultName { get; }

    public bool TryGet(string? name, [NotNullWhen(true)] out Target? target)
    {
        target = null;
        return name is not null && _targets.TryGetValue(name, out target);
    }
}
