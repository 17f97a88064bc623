using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Signalling.Identity;

/// <summary>Checks files and hosts of <c>Identity</c>, and that trunks which look at signatures have somebody to believe.</summary>
internal sealed class IdentityFilesValidator(IConfiguration configuration) : IValidateOptions<IdentityOptions>
{
    public ValidateOptionsResult Validate(string? name, IdentityOptions options)
    {
        var faults = new List<string>();
        var check = new OptionFaults(IdentityOptions.Section, faults);
        foreach (var (index, file) in options.TrustAnchorFiles.Index())
        {
            Certificates($"TrustAnchorFiles:{index}", file, check);
        }

        if (options.CertificateAuthorityFile is { } authorities)
        {
            Certificates("CertificateAuthorityFile", authorities, check);
        }

        foreach (var (index, host) in options.AllowedHosts.Index().Where(static entry => !AllowedHost.TryParse(entry.Item, out _)))
        {
            check.Add($"AllowedHosts:{index}", host, "is not a host: write certs.example.com, *.example.com or certs.example.com:8443.");
        }

        var looking = configuration.GetSection(SignallingOptions.TrunksSection).GetChildren()
            .FirstOrDefault(static trunk => trunk["Identity:Mode"] is TrunkIdentityOptions.Observe or TrunkIdentityOptions.Require);
        if (looking is not null && (options.TrustAnchorFiles.Count == 0 || options.AllowedHosts.Count == 0))
        {
            check.Add($"TrustAnchorFiles or AllowedHosts is empty, but {looking.Path}:Identity:Mode is {looking["Identity:Mode"]}: no signature could ever be believed.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void Certificates(string key, string file, OptionFaults check)
    {
        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPemFile(file);
            if (certificates.Count == 0)
            {
                check.Add(key, file, "holds no certificate: it must be PEM with BEGIN CERTIFICATE.");
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            check.Add(key, file, $"cannot be read: {problem.Message}");
        }
    }
}
