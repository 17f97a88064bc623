using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Realtime.Simulator;

namespace Realtime.SipGateway.Tests.Client;

/// <summary>The lines of the simulator's README, and what a test asks of what they start.</summary>
internal static class SimulatorProgram
{
    public static async Task<(string Api, bool HasSip, bool HasAuthority)> RunAsync()
    {
        await using var app = SimulatorHost.Build([], c => c.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Simulator:WebhookUrl"] = "http://127.0.0.1:8080/webhooks/simulator",
            ["Simulator:Pace"] = "20",
        }));
        await app.StartAsync();
        var endpoints = app.Services.GetRequiredService<SimulatorEndpoints>();   // ApiBaseUrl, SipTlsEndPoint, CertificateAuthorityPemPath
        return (endpoints.ApiBaseUrl.Scheme, endpoints.SipTlsEndPoint is not null, File.Exists(endpoints.CertificateAuthorityPemPath));
    }
}
