using System.Net;
using Realtime.Sip.Transports;

namespace Realtime.Benchmarks;

/// <summary>A transport that keeps the bytes of the last messages sent and hands over what it is given: the cheapest wire there is.</summary>
internal sealed class CaptureTransport(SipTransportKind kind, string local, string remote) : SipTransport(kind)
{
    private readonly IPEndPoint _remote = IPEndPoint.Parse(remote);
    private SipFlow? _flow;

    public override IPEndPoint LocalEndPoint { get; } = IPEndPoint.Parse(local);

    /// <summary>What was sent since the last <see cref="Forget"/>.</summary>
    public List<ReadOnlyMemory<byte>> Sent { get; } = new(8);

    private SipFlow Flow => _flow ??= CreateFlow(LocalEndPoint, _remote, Kind.IsReliable() ? 1 : 0);

    public void Forget() => Sent.Clear();

    public void Receive(byte[] message) => Receiver.OnMessage(message, Flow);

    public override bool Reaches(IPEndPoint remote) => true;

    public override ValueTask<SipConnectResult> ConnectAsync(SipDestination destination, CancellationToken cancellationToken) =>
        ValueTask.FromResult<SipConnectResult>(Flow);

    public override SipFlow WithRemotePort(SipFlow flow, int port) => flow;

    public override SipTransportFailure Send(SipFlow flow, ReadOnlyMemory<byte> message)
    {
        Sent.Add(message);
        return SipTransportFailure.None;
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override Task OpenAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
