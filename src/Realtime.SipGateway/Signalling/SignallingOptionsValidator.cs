using System.Net;
using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Signalling;

/// <summary>Checks all of <c>Sip</c> and <c>Trunks</c> (the targets are checked where their keys are) and reports every fault at once: key, value, why, what would be right.</summary>
internal sealed class SignallingOptionsValidator : IValidateOptions<SignallingOptions>
{
    private static readonly string[] Transports = ["udp", "tcp", "tls"];

    public ValidateOptionsResult Validate(string? name, SignallingOptions options)
    {
        var faults = new List<string>();
        Ranges(options, faults);
        foreach (var (index, listener) in options.Listeners.Index())
        {
            Listener($"{SignallingOptions.Section}:Listeners:{index}", listener, faults);
        }

        foreach (var (trunk, trunkOptions) in options.Trunks)
        {
            TrunkOptionsValidator.Validate(trunk, trunkOptions, faults);
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void Ranges(SignallingOptions options, List<string> faults)
    {
        Range("WebhookTimeoutMs", options.WebhookTimeoutMs, 500, 30_000);
        Range("AnswerTimeoutMs", options.AnswerTimeoutMs, 1_000, 120_000);
        Range("AcknowledgeTimeoutMs", options.AcknowledgeTimeoutMs, 1_000, 32_000);
        Range("DrainMs", options.DrainMs, 0, 300);
        Range("MaxCallSeconds", options.MaxCallSeconds, 10, 3_600);
        OneOf($"{SignallingOptions.Section}:UnknownSources", options.UnknownSources, ["drop", "reject"], faults);
        if (options.WebhookTimeoutMs > options.AnswerTimeoutMs)
        {
            faults.Add($"Sip:WebhookTimeoutMs {options.WebhookTimeoutMs} is longer than Sip:AnswerTimeoutMs {options.AnswerTimeoutMs}: it would never act.");
        }

        void Range(string key, int value, int least, int most)
        {
            if (value < least || value > most)
            {
                faults.Add($"{SignallingOptions.Section}:{key} {value} is out of range: {least} to {most}.");
            }
        }
    }

    private static void Listener(string key, ListenerOptions listener, List<string> faults)
    {
        OneOf($"{key}:Transport", listener.Transport, Transports, faults);
        if (!IPEndPoint.TryParse(listener.Address, out _) || !listener.Address.Contains(':', StringComparison.Ordinal))
        {
            faults.Add($"{key}:Address '{listener.Address}' is not an address and port: write 0.0.0.0:5060 or [::]:5060.");
        }

        if (listener.Transport == "tls")
        {
            File($"{key}:CertificateFile", listener.CertificateFile, "a TLS listener needs a certificate (PEM)", faults);
            File($"{key}:CertificateKeyFile", listener.CertificateKeyFile, "a TLS listener needs the certificate's private key (PEM)", faults);
        }

        if (listener.AdvertisedPort is <= 0 or > 65_535)
        {
            faults.Add($"{key}:AdvertisedPort {listener.AdvertisedPort} is not a port: 1 to 65535.");
        }
    }

    private static void File(string key, string? path, string why, List<string> faults)
    {
        if (string.IsNullOrEmpty(path) || !System.IO.File.Exists(path))
        {
            faults.Add($"{key} '{path}' is not a file that can be read: {why}.");
        }
    }

    private static void OneOf(string key, string value, IReadOnlyList<string> allowed, List<string> faults)
    {
        if (!allowed.Contains(value, StringComparer.OrdinalIgnoreCase))
        {
            faults.Add($"{key} '{value}' is not one of: {string.Join(", ", allowed)}.");
        }
    }
}
