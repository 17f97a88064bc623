using Microsoft.Extensions.Options;
using Realtime.SipGateway.Secrets;

namespace Realtime.SipGateway.Signalling.Hep;

/// <summary>Checks section <c>Hep</c>.</summary>
internal sealed class HepSettingsValidator : IValidateOptions<HepSettings>
{
    private const int MaxName = 64;

    public ValidateOptionsResult Validate(string? name, HepSettings options)
    {
        var all = new List<string>();
        var faults = new OptionFaults(HepSettings.Section, all);
        if (!string.IsNullOrEmpty(options.Collector) && !HepSettings.TryReadCollector(options.Collector, out _, out _))
        {
            faults.Add("Collector", options.Collector, "is not a host and port: write homer.example.com:9060 or [2001:db8::7]:9060.");
        }

        faults.OneOf("Transport", options.Transport, ["udp", "tcp", "tls"]);
        if (options.AgentName is { Length: > MaxName })
        {
            faults.Add($"AgentName has {options.AgentName.Length} characters: {MaxName} at most.");
        }

        if (options.AuthKey is not null && !SecretReference.TryParse(options.AuthKey, out _, out var fault))
        {
            faults.Add("AuthKey " + fault + ".");
        }

        if (options.CertificateAuthorityFile is not null)
        {
            faults.File("CertificateAuthorityFile", options.CertificateAuthorityFile, "it names the authorities that the collector's certificate comes from (PEM)");
        }

        return all.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(all);
    }
}
