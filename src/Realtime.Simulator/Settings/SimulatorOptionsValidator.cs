using System.Net;
using Microsoft.Extensions.Options;

namespace Realtime.Simulator.Settings;

/// <summary>Finds every fault of the configuration at once.</summary>
internal sealed class SimulatorOptionsValidator : IValidateOptions<SimulatorOptions>
{
    public ValidateOptionsResult Validate(string? name, SimulatorOptions options)
    {
        var faults = Faults(options).ToList();
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static IEnumerable<string> Faults(SimulatorOptions options)
    {
        (bool Wrong, string Fault)[] checks =
        [
            (!IPAddress.TryParse(options.ListenAddress, out _), "ListenAddress must be an IP address"),
            (!IsMediaAddress(options), "MediaAddress must be an IP address; it is needed when ListenAddress is that of any interface"),
            (options.ApiPort is < 0 or > 65_535, "ApiPort must be between 0 and 65535"),
            (options.SipTlsPort is < 0 or > 65_535, "SipTlsPort must be between 0 and 65535"),
            (options.ProjectId.Length == 0, "ProjectId must not be empty"),
            (options.ApiKey.Length == 0, "ApiKey must not be empty"),
            (!IsWebhook(options.WebhookUrl), "WebhookUrl must be empty or an absolute http or https URL"),
            (!IsSecret(options.WebhookSecret), "WebhookSecret must be a raw secret or whsec_ followed by base64"),
            (options.Script.Length > 0 && !File.Exists(options.Script), $"Script '{options.Script}' does not exist"),
            (!IsBetween(options.AcceptTimeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(5)), "AcceptTimeout must be between 1 ms and 5 min"),
            (!IsBetween(options.SessionLength, TimeSpan.FromSeconds(1), TimeSpan.FromHours(24)), "SessionLength must be between 1 s and 24 h"),
            (options.WordInterval < TimeSpan.Zero || options.WordInterval > TimeSpan.FromSeconds(5), "WordInterval must be between 0 and 5 s"),
            (options.Pace is not (>= 0.1 and <= 1000), "Pace must be between 0.1 and 1000"),
            (options.UnknownProjectStatus is < 300 or > 699, "UnknownProjectStatus must be between 300 and 699"),
            (options.Faults.Ringing is not (0 or (>= 180 and <= 199)), "Faults:Ringing must be 0, or between 180 and 199"),
            (options.Faults.SidebandStatus is not (0 or (>= 400 and <= 599)), "Faults:SidebandStatus must be 0, or between 400 and 599"),
            (options.Faults.ModerationStatus is not (0 or (>= 400 and <= 599)), "Faults:ModerationStatus must be 0, or between 400 and 599"),
            (options.Faults.ModerationDelayMs is < 0 or > 60_000, "Faults:ModerationDelayMs must be between 0 and 60,000"),
            (options.Faults.MediaSecurity is not ("" or "srtp" or "rtp" or "none"), "Faults:MediaSecurity must be empty, srtp, rtp or none"),
            (options.MaximumCalls is < 1 or > 100_000, "MaximumCalls must be between 1 and 100000"),
        ];
        return checks.Where(check => check.Wrong).Select(check => $"{SimulatorOptions.Section}:{check.Fault}.");
    }

    private static bool IsMediaAddress(SimulatorOptions options) =>
        IPAddress.TryParse(options.MediaAddress.Length > 0 ? options.MediaAddress : options.ListenAddress, out var address)
        && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any);

    private static bool IsBetween(TimeSpan value, TimeSpan least, TimeSpan most) => value >= least && value <= most;

    private static bool IsWebhook(string url) =>
        url.Length == 0 || (Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https"));

    private static bool IsSecret(string secret) =>
        secret.Length > 0 && (!secret.StartsWith("whsec_", StringComparison.Ordinal)
            || Convert.TryFromBase64String(secret["whsec_".Length..], new byte[secret.Length], out _));
}
