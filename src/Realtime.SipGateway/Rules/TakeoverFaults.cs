namespace Realtime.SipGateway.Rules;

/// <summary>What is wrong with <c>takeover</c> that the schema cannot say.</summary>
internal static class TakeoverFaults
{
    public static void Check(PolicyDocument document, List<PolicyFault> faults)
    {
        if (document.Takeover is not { } takeover)
        {
            return;
        }

        foreach (var (name, target) in takeover.Destinations.Where(static entry => !TransferAddress.TryParse(entry.Value, out _)))
        {
            faults.Add(new PolicyFault(
                $"takeover.destinations.{name}", "is no number and no SIP address", PolicyValidator.Quote(target), "write tel:+4930123456 or sip:anna@pbx.example.com"));
        }

        if (takeover.Default is { } usual && !takeover.Destinations.ContainsKey(usual))
        {
            faults.Add(PolicyValidator.Unknown("takeover.default", usual, takeover.Destinations.Keys, "takeover destination"));
        }

        foreach (var twins in takeover.Destinations.Keys.GroupBy(static name => name, StringComparer.OrdinalIgnoreCase).Where(static twins => twins.Count() > 1))
        {
            faults.Add(new PolicyFault(
                $"takeover.destinations.{twins.Last()}", "differs from another name in upper and lower case only", null, "names are found without regard to case: keep one"));
        }
    }
}
