using BenchmarkDotNet.Attributes;
using Realtime.Sip.Messages;

namespace Realtime.Benchmarks;

/// <summary>
/// Parsing, against the least that any reader must do: look at each byte for line ends. The messages are not copied here; a transport hands the parser
/// the one copy that the message then owns.
/// </summary>
[MemoryDiagnoser]
public class ParseBenchmarks
{
    [Benchmark(Baseline = true)]
    public int ScanInviteForLines()
    {
        var rest = CarrierMessages.Invite.AsSpan();
        var lines = 0;
        for (int at; (at = rest.IndexOf("\r\n"u8)) >= 0; lines++)
        {
            rest = rest[(at + 2)..];
        }

        return lines;
    }

    [Benchmark]
    public SipMessage? ParseInvite() => SipParser.Parse(CarrierMessages.Invite).Message;

    /// <summary>What matching a transaction and a dialog needs.</summary>
    [Benchmark]
    public int ParseInviteAndReadMandatoryHeaders() => Touch(SipParser.Parse(CarrierMessages.Invite).Message!);

    [Benchmark]
    public SipMessage? ParseOk() => SipParser.Parse(CarrierMessages.Ok).Message;

    [Benchmark]
    public int ParseOkAndReadMandatoryHeaders() => Touch(SipParser.Parse(CarrierMessages.Ok).Message!);

    [Benchmark]
    public SipFrameStatus FrameInvite() => SipFraming.TryFrame(CarrierMessages.Invite, SipParserLimits.Default, out _, out _);

    private static int Touch(SipMessage message) =>
        (message.TopVia.Branch?.Length ?? 0) + (message.From.Tag?.Length ?? 0) + (message.To.Tag?.Length ?? 0) + message.CallId.Length + (int)message.CSeq.Number;
}
