using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Signalling;

namespace Realtime.SipGateway.Cli.Doctor;

/// <summary>Each rtpengine by a ping of its <c>ng</c> protocol.</summary>
internal sealed class RelayCheck(IOptions<SignallingOptions> options) : IDoctorCheck
{
    private const string Ping = "d7:command4:pinge";
    private const string Pong = "4:pong";

    public string Area => "media relay";

    public Task LookAsync(DoctorNotes notes, CancellationToken cancellationToken) =>
        Task.WhenAll(options.Value.Rtpengine.Addresses.Select(address => PingAsync(notes, address, cancellationToken)));

    private static async Task PingAsync(DoctorNotes notes, string address, CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(2));
        var place = IPEndPoint.Parse(address);
        using var socket = new UdpClient(place.AddressFamily);
        try
        {
            socket.Connect(place);
            await socket.SendAsync(Encoding.ASCII.GetBytes($"{RandomNumberGenerator.GetHexString(8)} {Ping}"), bound.Token);
            var answer = Encoding.ASCII.GetString((await socket.ReceiveAsync(bound.Token)).Buffer);
            if (answer.Contains(Pong, StringComparison.Ordinal))
            {
                notes.Ok(address, "answers");
            }
            else
            {
                notes.Fail(address, "answers, but not as rtpengine does", "See which program has the port.");
            }
        }
        catch (Exception fault) when (fault is SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            notes.Fail(address, fault is SocketException ? fault.Message : "does not answer", "Start rtpengine, or see its listen-ng address; calls of trunks with MediaPolicy rtpengine are refused.");
        }
    }
}
