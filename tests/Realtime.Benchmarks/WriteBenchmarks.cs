using System.Buffers;
using BenchmarkDotNet.Attributes;
using Realtime.Sip.Messages;

namespace Realtime.Benchmarks;

/// <summary>Writing into a buffer that is used again, against copying the same bytes.</summary>
[MemoryDiagnoser]
public class WriteBenchmarks
{
    private readonly ArrayBufferWriter<byte> _writer = new(4096);
    private readonly SipRequest _invite = (SipRequest)SipParser.Parse(CarrierMessages.Invite).Message!;
    private readonly SipMessage _ok = SipParser.Parse(CarrierMessages.Ok).Message!;

    [Benchmark(Baseline = true)]
    public int CopyInvite()
    {
        _writer.ResetWrittenCount();
        _writer.Write(CarrierMessages.Invite);
        return _writer.WrittenCount;
    }

    [Benchmark]
    public int WriteInvite() => Write(_invite);

    [Benchmark]
    public int WriteOk() => Write(_ok);

    /// <summary>The 180 of a server transaction, made and written.</summary>
    [Benchmark]
    public int MakeAndWriteRinging() => Write(SipResponse.CreateFor(_invite, 180, toTag: "a1b2c3d4"));

    private int Write(SipMessage message)
    {
        _writer.ResetWrittenCount();
        message.WriteTo(_writer);
        return _writer.WrittenCount;
    }
}
