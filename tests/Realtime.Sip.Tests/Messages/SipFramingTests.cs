using System.Text;
using Realtime.Sip.Messages;
using Xunit;

namespace Realtime.Sip.Tests.Messages;

public sealed class SipFramingTests
{
    private static readonly SipParserLimits Limits = SipParserLimits.Default;

    public static TheoryData<string> Samples =>
        [nameof(Messages.Samples.Invite), nameof(Messages.Samples.Ok), .. TortureFiles.Names.Where(IsFramed)];

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_prefix_needs_more_and_consumes_nothing(string sample)
    {
        var bytes = BytesOf(sample);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Equal((SipFrameStatus.NeedMore, 0, 0), Frame(bytes.AsSpan(0, length)));
        }

        Assert.Equal((SipFrameStatus.Message, 0, bytes.Length), Frame(bytes));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void A_message_is_found_whatever_surrounds_it(string sample)
    {
        var bytes = BytesOf(sample);

        Assert.Equal((SipFrameStatus.Message, 0, bytes.Length), Frame([.. bytes, .. bytes]));
        Assert.Equal((SipFrameStatus.Message, 2, bytes.Length), Frame([.. "\r\n"u8, .. bytes, .. "\r\n\r\n"u8]));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Every_prefix_is_no_message_and_never_throws(string sample)
    {
        var bytes = BytesOf(sample);
        for (var length = 0; length < bytes.Length; length++)
        {
            var result = SipParser.Parse(bytes.AsMemory(0, length));

            Assert.False(result.IsOk);
            Assert.NotEqual(SipRejection.None, result.Rejection);
        }
    }

    [Theory]
    [InlineData("\r\n\r\n", SipFrameStatus.Ping, 4)]
    [InlineData("\r\n\r\n\r\n", SipFrameStatus.Ping, 4)]
    [InlineData("\r\n\r\nINVITE", SipFrameStatus.Ping, 4)]
    [InlineData("", SipFrameStatus.NeedMore, 0)]
    [InlineData("\r", SipFrameStatus.NeedMore, 0)]
    [InlineData("\r\n", SipFrameStatus.NeedMore, 0)]
    [InlineData("\r\n\r", SipFrameStatus.NeedMore, 0)]
    [InlineData("\r\nIN", SipFrameStatus.NeedMore, 0)]
    [InlineData("Sip/2.0 200 OK", SipFrameStatus.NeedMore, 0)]
    [InlineData("\rINVITE", SipFrameStatus.Malformed, 0)]
    [InlineData("\n", SipFrameStatus.Malformed, 0)]
    [InlineData("\u0016\u0003\u0001", SipFrameStatus.Malformed, 0)]
    [InlineData("{\"a\":1}", SipFrameStatus.Malformed, 0)]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\n\r\n", SipFrameStatus.Malformed, 0)]
    [InlineData("ACK sip:h SIP/2.0\r\nContent-Length: 0\r\n\r\n", SipFrameStatus.Message, 40)]
    [InlineData("ACK sip:h SIP/2.0\r\nL :\t0 \r\n\r\n", SipFrameStatus.Message, 29)]
    [InlineData("ACK sip:h SIP/2.0\r\nContent-Length:\r\n 0\r\n\r\n", SipFrameStatus.Message, 42)]
    [InlineData("ACK sip:h SIP/2.0\r\nl: 0\r\nContent-Length: 0\r\n\r\n", SipFrameStatus.Message, 46)]
    [InlineData("ACK sip:h SIP/2.0\r\nl: 0\r\nContent-Length: 1\r\n\r\nx", SipFrameStatus.Malformed, 0)]
    [InlineData("ACK sip:h SIP/2.0\r\nl: -1\r\n\r\n", SipFrameStatus.Malformed, 0)]
    [InlineData("ACK sip:h SIP/2.0\r\nl: \r\n\r\n", SipFrameStatus.Malformed, 0)]
    [InlineData("ACK sip:h SIP/2.0\r\nl: 1x\r\n\r\n", SipFrameStatus.Malformed, 0)]
    [InlineData("ACK sip:h SIP/2.0\r\nl: 99999999999999999999\r\n\r\n", SipFrameStatus.Malformed, 0)]
    [InlineData("ACK sip:h SIP/2.0\r\nX: a\nl: 0\r\n\r\n", SipFrameStatus.Malformed, 0)]
    [InlineData("ACK sip:h SIP/2.0\r\nl: 0\r\nX: a\rb\r\n\r\n", SipFrameStatus.Malformed, 0)]
    [InlineData("ACK sip:h SIP/2.0\r\n\r\n", SipFrameStatus.Malformed, 0)]
    [InlineData("ACK sip:h SIP/2.0\r\nl: 2147483647\r\n\r\n", SipFrameStatus.Oversized, 0)]
    [InlineData("ACK sip:h SIP/2.0\r\nl: 65510\r\n\r\n", SipFrameStatus.Oversized, 0)]
    public void The_start_of_a_stream_is_recognised(string text, SipFrameStatus expected, int length) =>
        Assert.Equal((expected, 0, length), Frame(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("To: <sip:a@b>\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("GET\u0001 / HTTP/1.1\r\nContent-Length: 0\r\n\r\n")]
    public void What_is_not_SIP_is_refused_in_whichever_pieces_it_comes(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);

        Assert.All([4, bytes.Length - 1, bytes.Length], length => Assert.Equal((SipFrameStatus.Malformed, 0, 0), Frame(bytes.AsSpan(0, length))));
    }

    [Fact]
    public void A_header_section_without_end_is_oversized_at_the_limit()
    {
        var limits = new SipParserLimits { MaxMessageBytes = 100 };

        Assert.Equal(SipFrameStatus.NeedMore, SipFraming.TryFrame(Encoding.ASCII.GetBytes(new string('a', 100)), limits, out _, out _));
        Assert.Equal(SipFrameStatus.Oversized, SipFraming.TryFrame(Encoding.ASCII.GetBytes(new string('a', 101)), limits, out _, out _));
    }

    // What a stream can carry: one message with its length, and nothing behind it.
    private static bool IsFramed(string file)
    {
        var bytes = TortureFiles.Read(file);
        return SipParser.Parse(bytes).IsOk && Frame(bytes) == (SipFrameStatus.Message, 0, bytes.Length);
    }

    private static byte[] BytesOf(string sample) => sample switch
    {
        nameof(Messages.Samples.Invite) => Messages.Samples.Bytes(Messages.Samples.Invite),
        nameof(Messages.Samples.Ok) => Messages.Samples.Bytes(Messages.Samples.Ok),
        _ => TortureFiles.Read(sample),
    };

    private static (SipFrameStatus Status, int Skip, int Length) Frame(ReadOnlySpan<byte> bytes) =>
        (SipFraming.TryFrame(bytes, Limits, out var skip, out var length), skip, length);
}
