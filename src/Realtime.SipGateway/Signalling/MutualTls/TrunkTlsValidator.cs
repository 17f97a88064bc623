namespace Realtime.SipGateway.Signalling.MutualTls;

/// <summary>Checks <c>Tls</c> of a trunk, and that some listener asks for certificates.</summary>
internal static class TrunkTlsValidator
{
    public static void Validate(string name, TrunkOptions trunk, SignallingOptions options, List<string> faults)
    {
        if (trunk.Tls is not { } tls)
        {
            return;
        }

        var check = new OptionFaults($"{SignallingOptions.TrunksSection}:{name}", faults);
        if (tls.AllowedNames.Count == 0)
        {
            check.Add("Tls:AllowedNames is empty: list the names of the carrier's certificate, such as sbc.example.com, or * for any trusted one.");
        }

        foreach (var (index, allowed) in tls.AllowedNames.Index().Where(static entry => !IsName(entry.Item)))
        {
            check.Add($"Tls:AllowedNames:{index}", allowed, "is not a name: write sbc.example.com, *.example.com or *.");
        }

        if (!options.Listeners.Any(static listener => listener.Transport == "tls" && listener.ClientCertificates != "none"))
        {
            check.Add("Tls can never be fulfilled: no tls listener has ClientCertificates 'request' or 'require'.");
        }
    }

    private static bool IsName(string text) =>
        text == "*" || System.Net.IPAddress.TryParse(text, out _)
        || Uri.CheckHostName(text.StartsWith("*.", StringComparison.Ordinal) ? text[2..] : text) == UriHostNameType.Dns;
}
