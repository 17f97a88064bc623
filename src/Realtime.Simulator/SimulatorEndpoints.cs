using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Realtime.Simulator.Certificates;

namespace Realtime.Simulator;

/// <summary>Where a started simulator is reached.</summary>
public sealed class SimulatorEndpoints(IServer server, SimulatorCertificates certificates)
{
    /// <summary>Base of REST, sideband and control, such as <c>https://127.0.0.1:41234</c>; paths begin with <c>/v1</c> or <c>/simulator</c>.</summary>
    public Uri ApiBaseUrl => new(
        server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
            ?? throw new InvalidOperationException("The simulator was not started."));

    /// <summary>Where SIP over TLS is taken; null while it is not.</summary>
    public IPEndPoint? SipTlsEndPoint { get; internal set; }

    /// <summary>The certificate authority that clients must trust, as a file.</summary>
    public string CertificateAuthorityPemPath => certificates.AuthorityPemPath;
}
