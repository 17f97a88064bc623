using System.Buffers;
using BenchmarkDotNet.Attributes;
using Realtime.Sip.Messages;

namespace Realtime.Benchmarks;

/// <summary>
/// One whole call from INVITE to BYE through both legs, 15 messages, against parsing and writing those messages and nothing else. The
/// peers' own work is measured apart, to be taken off.
/// </summary>
[MemoryDiagnoser]
public class RelayBenchmarks : IAsyncDisposable
{
    private readonly ArrayBufferWriter<byte> _writer = new(4096);
    private readonly RelayRig _rig = new();
    private readonly List<byte[]> _incoming = [];
    private readonly List<SipMessage> _outgoing = [];
    private byte[] _ok = [];
    private byte[] _invite = [];

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        await _rig.StartAsync();
        _rig.Record = [];
        WholeCall();
        foreach (var (isIn, bytes) in _rig.Record)
        {
            if (isIn)
            {
                _incoming.Add(bytes);
            }
            else
            {
                _outgoing.Add(SipParser.Parse(bytes).Message!);
            }
        }

        _invite = _rig.Record.First(message => !message.IsIn && message.Bytes.AsSpan().StartsWith("INVITE"u8)).Bytes;
        _ok = _rig.Record.First(message => !message.IsIn && message.Bytes.AsSpan().StartsWith("SIP/2.0 200"u8)).Bytes;
        _rig.Record = null;
    }

    [GlobalCleanup]
    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true)]
    public int ParseAndWriteItsMessages()
    {
        var touched = 0;
        foreach (var incoming in _incoming)
        {
            var message = SipParser.Parse(incoming).Message!;
            touched += (message.TopVia.Branch?.Length ?? 0) + (message.From.Tag?.Length ?? 0) + (message.To.Tag?.Length ?? 0) + message.CallId.Length;
        }

        foreach (var outgoing in _outgoing)
        {
            _writer.ResetWrittenCount();
            outgoing.WriteTo(_writer);
        }

        return touched;
    }

    [Benchmark]
    public void WholeCall()
    {
        _rig.Close(_rig.Open());
        _rig.LetTimersRun();
    }

    /// <summary>What of <see cref="WholeCall"/> is the peers' work.</summary>
    [Benchmark]
    public int PeersAlone() =>
        RelayPeers.Invite(1).Length
        + RelayPeers.Response(_invite, 100).Length
        + RelayPeers.Response(_invite, 200).Length
        + RelayPeers.InDialog("ACK", 1, 1, _ok).Length
        + RelayPeers.InDialog("BYE", 1, 2, _ok).Length
        + RelayPeers.Response(_invite, 200).Length;
}
