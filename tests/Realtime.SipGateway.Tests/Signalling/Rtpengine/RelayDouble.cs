using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Realtime.SipGateway.Signalling.Rtpengine;

namespace Realtime.SipGateway.Tests.Signalling.Rtpengine;

/// <summary>A media relay's control port: answers each session description with one of its own, and loses as many first datagrams as it is told.</summary>
internal sealed class RelayDouble : IAsyncDisposable
{
    public const string ForTarget = "v=0\r\no=relay 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 41000 RTP/SAVP 0\r\na=rtpmap:0 PCMU/8000\r\n"
        + "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0RmdmcmVCspeEc3QGZiNWpVLFJhQX1cfHAwJSoj\r\n";

    public const string ForCaller = "v=0\r\no=relay 2 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 42000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n";

    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly ConcurrentQueue<(string Cookie, Dictionary<string, object> Request)> _requests = new();
    private readonly Task _running;
    private int _toLose;

    public RelayDouble(int loses = 0)
    {
        _toLose = loses;
        _running = RunAsync();
    }

    public string Address => _socket.Client.LocalEndPoint!.ToString()!;

    public IReadOnlyList<(string Cookie, Dictionary<string, object> Request)> Requests => [.. _requests];

    public IEnumerable<string> Commands => Requests.Select(one => (string)one.Request["command"]);

    /// <summary>Refuses answers, as a relay without ports does.</summary>
    public bool RefusesAnswers { get; init; }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _running;
    }

    private async Task RunAsync()
    {
        while (true)
        {
            try
            {
                var received = await _socket.ReceiveAsync();
                var text = received.Buffer;
                var space = Array.IndexOf(text, (byte)' ');
                var request = Bencode.TryRead(text.AsSpan(space + 1))!;
                _requests.Enqueue((Encoding.ASCII.GetString(text, 0, space), request));
                if (_toLose-- > 0)
                {
                    continue;
                }

                byte[] answer = [.. text[..(space + 1)], .. Bencode.Write(Answer((string)request["command"]))];
                await _socket.SendAsync(answer, received.RemoteEndPoint);
            }
            catch (Exception ended) when (ended is ObjectDisposedException or SocketException)
            {
                return;
            }
        }
    }

    private Dictionary<string, object> Answer(string command) => command == "answer" && RefusesAnswers
        ? new() { ["result"] = "error", ["error-reason"] = "Ran out of ports" }
        : new() { ["result"] = "ok", ["sdp"] = command == "offer" ? ForTarget : ForCaller };
}
