using System.Security.Cryptography.X509Certificates;

namespace Realtime.Demo;

/// <summary>An HTTP client that trusts the authority that the simulator made for this run, and no other.</summary>
internal static class DemoHttp
{
    public static HttpClient Create(string authorityFile) => new(new HttpClientHandler
    {
        ServerCertificateCustomValidationCallback = (_, certificate, _, _) => certificate is not null && IsTrusted(certificate, authorityFile),
    });

    private static bool IsTrusted(X509Certificate2 certificate, string authorityFile)
    {
        using var authority = X509CertificateLoader.LoadCertificateFromFile(authorityFile);
        using var chain = new X509Chain
        {
            ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { authority } },
        };
        return chain.Build(certificate);
    }
}
