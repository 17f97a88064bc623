using System.Globalization;

namespace Realtime.SipGateway.Signalling;

/// <summary>Collects the faults of one section: each sentence names key, value, why, and what would be right.</summary>
internal sealed class OptionFaults(string section, List<string> faults)
{
    /// <summary>Adds a sentence that begins with the key within the section.</summary>
    public void Add(string sentence) => faults.Add($"{section}:{sentence}");

    public void Add(string key, string value, string why) => faults.Add($"{section}:{key} '{value}' {why}");

    public void Range(string key, double value, double least, double most)
    {
        if (!(value >= least && value <= most))
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"{section}:{key} {value} is out of range: {least} to {most}."));
        }
    }

    public void AtMost(string key, int count, int most)
    {
        if (count > most)
        {
            faults.Add(string.Create(CultureInfo.InvariantCulture, $"{section}:{key} has {count} entries: {most} at most."));
        }
    }

    public void OneOf(string key, string value, IReadOnlyList<string> allowed)
    {
        if (!allowed.Contains(value, StringComparer.OrdinalIgnoreCase))
        {
            faults.Add($"{section}:{key} '{value}' is not one of: {string.Join(", ", allowed)}.");
        }
    }

    public void Networks(string key, IEnumerable<string> networks)
    {
        foreach (var (index, network) in networks.Index().Where(entry => !Signalling.Networks.TryParse(entry.Item, out _)))
        {
            faults.Add($"{section}:{key}:{index} '{network}' is not a network: write 203.0.113.0/24 or 203.0.113.7.");
        }
    }

    public void File(string key, string? path, string why)
    {
        if (string.IsNullOrEmpty(path) || !System.IO.File.Exists(path))
        {
            faults.Add($"{section}:{key} '{path}' is not a file that can be read: {why}.");
        }
    }
}
