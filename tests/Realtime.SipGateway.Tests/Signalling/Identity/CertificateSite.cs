using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Realtime.SipGateway.Tests.Signalling.Identity;

/// <summary>An https server on loopback that has signers' certificates, and a folder with the files that make a gateway believe it.</summary>
internal sealed class CertificateSite : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly X509Certificate2 _certificate;

    private CertificateSite(WebApplication server, X509Certificate2 certificate)
    {
        _server = server;
        _certificate = certificate;
        Folder = Directory.CreateTempSubdirectory("certificate-site-").FullName;
        AuthorityFile = Write("https.pem", certificate.ExportCertificatePem());
    }

    public string Folder { get; }

    /// <summary>What makes its https believed.</summary>
    public string AuthorityFile { get; }

    /// <summary>What lies at each path.</summary>
    public ConcurrentDictionary<string, Func<HttpResponse, Task>> Pages { get; } = new(StringComparer.Ordinal);

    /// <summary>The paths asked for.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    /// <summary>Host and port as <c>Identity:AllowedHosts</c> wants them.</summary>
    public string Host => $"127.0.0.1:{new Uri(_server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port}";

    public static async Task<CertificateSite> StartAsync()
    {
        var certificate = Certificate();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        var server = builder.Build();
        var site = new CertificateSite(server, certificate);
        server.Run(async context =>
        {
            var path = context.Request.Path.Value!;
            site.Asked.Enqueue(path);
            if (site.Pages.TryGetValue(path, out var page))
            {
                await page(context.Response);
            }
            else
            {
                context.Response.StatusCode = 404;
            }
        });
        await server.StartAsync();
        return site;
    }

    public string AddressOf(string path) => $"https://{Host}{path}";

    public void Put(string path, string text) => Pages[path] = response => response.WriteAsync(text);

    public string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _certificate.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static X509Certificate2 Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Certificate site", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(30));
    }
}
