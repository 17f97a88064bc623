using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Realtime.Benchmarks.Sidebands;

/// <summary>
/// The service's side of <c>load/sideband_bench.py</c>: takes sidebands over TLS on a port and, told <c>run FIRST COUNT SECONDS</c>, talks on so many
/// of them at two events a second each, spread evenly; answers with <see cref="LoadFigures"/>. <c>count FIRST COUNT</c> tells how many are open.
/// No web server is between socket and clock.
/// </summary>
internal sealed class SidebandLoad : IDisposable
{
    private const int EventsPerSecond = 2;

    /// <summary>What is under way when a run ends is waited for so long.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<int, LoadConnection> _connections = new();
    private readonly LoadFigures _figures = new();
    private readonly TcpListener _listener;
    private readonly X509Certificate2 _certificate;

    private SidebandLoad(int port, X509Certificate2 certificate)
    {
        (_listener, _certificate) = (new TcpListener(IPAddress.Loopback, port), certificate);
        _listener.Start(4_096);
        _ = AcceptAsync();
    }

    public static async Task<int> RunAsync(string[] arguments, TextReader input, TextWriter output)
    {
        if (arguments is not [var port, var authorityFile])
        {
            await output.WriteLineAsync("sideband-load PORT AUTHORITY-FILE");
            return 2;
        }

        using var certificate = Certificate(authorityFile);
        using var load = new SidebandLoad(int.Parse(port, CultureInfo.InvariantCulture), certificate);
        await output.WriteLineAsync("ready");
        while (await input.ReadLineAsync() is { } line)
        {
            await output.WriteLineAsync(line.Split(' ') switch
            {
                ["run", var first, var count, var seconds] => await load.TalkAsync(Number(first), Number(count), double.Parse(seconds, CultureInfo.InvariantCulture)),
                ["count", var first, var count] => load.Open(Number(first), Number(count)).Count.ToString(CultureInfo.InvariantCulture),
                _ => "unknown",
            });
            await output.FlushAsync();
        }

        return 0;
    }

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var connection in _connections.Values)
        {
            connection.Dispose();
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>For 127.0.0.1, its own authority.</summary>
    private static X509Certificate2 Certificate(string authorityFile)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Sideband load", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var made = request.CreateSelfSigned(now - TimeSpan.FromDays(1), now + TimeSpan.FromDays(1));
        File.WriteAllText(authorityFile, made.ExportCertificatePem());
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    private List<LoadConnection> Open(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(_connections.GetValueOrDefault).OfType<LoadConnection>()];

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // The load ends.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            client.NoDelay = true;
            await using var tls = new SslStream(client.GetStream());
            try
            {
                await tls.AuthenticateAsServerAsync(_certificate);
                var (number, key) = await RequestAsync(tls);
                var accept = Convert.ToBase64String(Sha1(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
                await tls.WriteAsync(Encoding.ASCII.GetBytes(
                    $"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"));
                using var socket = WebSocket.CreateFromStream(tls, new WebSocketCreationOptions { IsServer = true });
                using var connection = new LoadConnection(socket, number, _figures);
                await connection.GreetAsync();
                _connections[number] = connection;
                await connection.ListenAsync();
                _connections.TryRemove(number, out _);
            }
            catch (Exception gone) when (gone is IOException or WebSocketException)
            {
                // The device has stopped.
            }
        }
    }

#pragma warning disable CA5350 // The handshake of RFC 6455 §4.2.2 is made of it.
    private static byte[] Sha1(string text) => SHA1.HashData(Encoding.ASCII.GetBytes(text));
#pragma warning restore CA5350

    /// <summary>The number at the end of <c>call_id</c>, and the key of the handshake.</summary>
    private static async Task<(int Number, string Key)> RequestAsync(SslStream tls)
    {
        var buffer = new byte[8 * 1024];
        var length = 0;
        while (buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) < 0)
        {
            var read = await tls.ReadAsync(buffer.AsMemory(length));
            length += read > 0 ? read : throw new IOException("Closed during the handshake.");
        }

        var lines = Encoding.ASCII.GetString(buffer, 0, length).Split("\r\n");
        var path = lines[0].Split(' ')[1];
        var key = lines.First(line => line.StartsWith("Sec-WebSocket-Key:", StringComparison.OrdinalIgnoreCase)).Split(':', 2)[1].Trim();
        return (Number(path[(path.LastIndexOf('_') + 1)..]), key);
    }

    private async Task<string> TalkAsync(int first, int count, double seconds)
    {
        var open = Open(first, count);
        _figures.Clear();
        if (open.Count > 0)
        {
            // A thread of its own: it keeps the time.
            await Task.Factory.StartNew(() => Talk(open, seconds), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            await Task.Delay(Rest);
        }

        return _figures.ToJson();
    }

    private void Talk(List<LoadConnection> open, double seconds)
    {
        var (began, due) = (Stopwatch.GetTimestamp(), 0L);
        var total = (long)(seconds * open.Count * EventsPerSecond);
        while (due < total)
        {
            var now = Math.Min(total, (long)(Stopwatch.GetElapsedTime(began).TotalSeconds * open.Count * EventsPerSecond));
            for (; due < now; due++)
            {
                if (!open[(int)(due % open.Count)].Say())
                {
                    _figures.Late();
                }
            }

            Thread.Sleep(1);
        }
    }
}
