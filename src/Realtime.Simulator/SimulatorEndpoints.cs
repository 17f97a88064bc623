using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Realtime.Simulator.Certificates;
using Realtime.Simulator.Sip;

namespace Realtime.Simulator;

/// <summary>Where a started simulator is reached.</summary>
public sealed class SimulatorEndpoints
{
    private readonly IServer _server;
    private readonly SimulatorCertificates _certificates;
    private readonly SipService _sip;

    internal SimulatorEndpoints(IServer server, SimulatorCertificates certificates, SipService sip) =>
        (_server, _certificates, _sip) = (server, certificates, sip);

    /// <summary>Base of REST, sideband and control, such as <c>https://127.0.0.1:41234</c>; paths begin with <c>/v1</c> or <c>/simulator</c>.</summary>
    public Uri ApiBaseUrl => new(
        _server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
            ?? throw new InvalidOperationException("The simulator was not started."));

    /// <summary>Where SIP over TLS is taken.</summary>
    public IPEndPoint SipTlsEndPoint => _sip.LocalEndPoint ?? throw new InvalidOperationException("The simulator was not started.");

    /// <summary>The certificate authority that clients must trust, as a file.</summary>
    public string CertificateAuthorityPemPath => _certificates.AuthorityPemPath;
}
