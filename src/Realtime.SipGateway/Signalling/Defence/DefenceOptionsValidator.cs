namespace Realtime.SipGateway.Signalling.Defence;

/// <summary>Checks <c>Sip:Defence</c>.</summary>
internal static class DefenceOptionsValidator
{
    public static void Validate(DefenceOptions options, List<string> faults)
    {
        var check = new OptionFaults($"{SignallingOptions.Section}:Defence", faults);
        check.Range("TrunkSourcePerSecond", options.TrunkSourcePerSecond, 1, 100_000);
        check.Range("TrunkSourceBurst", options.TrunkSourceBurst, 1, 1_000_000);
        check.Range("UnknownSourcePerSecond", options.UnknownSourcePerSecond, 1, 100_000);
        check.Range("UnknownSourceBurst", options.UnknownSourceBurst, 1, 1_000_000);
        check.Range("UnknownTogetherPerSecond", options.UnknownTogetherPerSecond, 1, 100_000);
        check.Range("UnknownTogetherBurst", options.UnknownTogetherBurst, 1, 1_000_000);
        check.Range("BanScore", options.BanScore, 10, 100_000);
        check.Range("HalfLifeSeconds", options.HalfLifeSeconds, 1, 86_400);
        check.Range("BanSeconds", options.BanSeconds, 0, 86_400);
        check.Range("MaxSources", options.MaxSources, 100, 1_000_000);
        foreach (var (index, agent) in options.ScannerAgents.Index().Where(entry => string.IsNullOrWhiteSpace(entry.Item)))
        {
            check.Add($"ScannerAgents:{index}", agent, "is empty: it would drop everybody.");
        }
    }
}
