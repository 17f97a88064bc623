using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Realtime.Sip.Transports;

namespace Realtime.Sip.Hep;

/// <summary>The way to the collector while it holds: a datagram socket or a connection.</summary>
internal sealed class HepLink : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly Stream? _stream;

    private HepLink(Socket socket, Stream? stream)
    {
        _socket = socket;
        _stream = stream;
    }

    /// <exception cref="IOException">The collector cannot be reached; also as <see cref="SocketException"/>.</exception>
    public static async Task<HepLink> OpenAsync(HepOptions options, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(options.Host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(options.Host, cancellationToken);
        var address = addresses.FirstOrDefault() ?? throw new IOException($"{options.Host} has no address.");
        var isDatagram = options.Transport == SipTransportKind.Udp;
        var socket = new Socket(address.AddressFamily, isDatagram ? SocketType.Dgram : SocketType.Stream, isDatagram ? ProtocolType.Udp : ProtocolType.Tcp);
        Stream? stream = null;
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, options.Port), cancellationToken);
            if (!isDatagram)
            {
                socket.NoDelay = true;
                stream = new NetworkStream(socket, ownsSocket: true);
            }

            if (options.Transport == SipTransportKind.Tls)
            {
                var tls = new SslStream(stream!);
                stream = tls;
                var failure = await TlsStreams.AuthenticateAsClientAsync(tls, options.Host, options.Tls, cancellationToken);
                if (failure != SipTransportFailure.None)
                {
                    throw new IOException($"TLS: {failure}.");
                }
            }

            return new HepLink(socket, stream);
        }
        catch
        {
            if (stream is not null)
            {
                await stream.DisposeAsync();
            }

            socket.Dispose();
            throw;
        }
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> packet, CancellationToken cancellationToken)
    {
        if (_stream is null)
        {
            await _socket.SendAsync(packet, SocketFlags.None, cancellationToken);
        }
        else
        {
            await _stream.WriteAsync(packet, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_stream is not null)
        {
            await _stream.DisposeAsync();
        }

        _socket.Dispose();
    }
}
