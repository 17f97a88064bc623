using System.Net;
using System.Net.Sockets;

namespace Realtime.SipGateway.Tests.Sideband;

/// <summary>Two connected streams, and a way to cut them without a word.</summary>
internal sealed class DuplexPipe : IDisposable
{
    private readonly Socket _server;
    private readonly Socket _client;

    public DuplexPipe()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        _client.Connect(listener.LocalEndpoint);
        _server = listener.AcceptSocket();
        Server = new NetworkStream(_server);
        Client = new NetworkStream(_client);
    }

    public Stream Server { get; }

    public Stream Client { get; }

    public void Break() => _server.Close(0);

    public void Dispose()
    {
        Server.Dispose();
        Client.Dispose();
        _server.Dispose();
        _client.Dispose();
    }
}
