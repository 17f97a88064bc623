using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace Realtime.Interop.Tests;

/// <summary>TLS for a stranger that speaks TCP only: what comes in over TLS goes to it in clear.</summary>
internal sealed class TlsFront : IAsyncDisposable
{
    private readonly X509Certificate2 _certificate;
    private readonly IPEndPoint _behind;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _closed = new();
    private readonly Task _running;

    public TlsFront((string Certificate, string Key) files, IPEndPoint behind)
    {
        using var read = X509Certificate2.CreateFromPemFile(files.Certificate, files.Key);
        _certificate = X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
        _behind = behind;
        _listener.Start();
        EndPoint = (IPEndPoint)_listener.LocalEndpoint;
        _running = RunAsync();
    }

    public IPEndPoint EndPoint { get; }

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        _listener.Stop();
        await _running;
        _certificate.Dispose();
        _closed.Dispose();
    }

    private async Task RunAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                connections.Add(PassAsync(await _listener.AcceptTcpClientAsync(_closed.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task PassAsync(TcpClient accepted)
    {
        using var client = accepted;
        try
        {
            await using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _closed.Token);
            using var server = new TcpClient();
            await server.ConnectAsync(_behind, _closed.Token);
            var clear = server.GetStream();
            await Task.WhenAny(tls.CopyToAsync(clear, _closed.Token), clear.CopyToAsync(tls, _closed.Token));
        }
        catch (Exception gone) when (gone is IOException or SocketException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // One side has gone, or the test has ended.
        }
    }
}
