using System.Text;
using Realtime.Sip.Messages;
using Xunit;

namespace Realtime.Sip.Tests.Messages;

public sealed class SipFrameProgressTests
{
    private static readonly byte[] Message = Encoding.ASCII.GetBytes(
        "OPTIONS sip:a@example.com SIP/2.0\r\nVia: SIP/2.0/TCP host;branch=z9hG4bK1\r\nContent-Length: 10\r\n\r\n0123456789");

    [Theory]
    [InlineData("")]
    [InlineData("\r\n")]
    public void A_message_that_trickles_in_is_searched_once(string before)
    {
        byte[] bytes = [.. Encoding.ASCII.GetBytes(before), .. Message];
        var progress = default(SipFrameProgress);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Equal(SipFrameStatus.NeedMore, SipFraming.TryFrame(bytes.AsSpan(0, length), SipParserLimits.Default, ref progress, out _, out _));
            Assert.Equal(ExpectedProgress(before.Length, length), progress);
        }

        Assert.Equal(SipFrameStatus.Message, SipFraming.TryFrame(bytes, SipParserLimits.Default, ref progress, out var skip, out var whole));
        Assert.Equal((before.Length, Message.Length, default), (skip, whole, progress));
    }

    [Fact]
    public void What_is_too_long_is_refused_as_soon_as_its_length_is_known()
    {
        var progress = default(SipFrameProgress);
        var limits = new SipParserLimits { MaxMessageBytes = Message.Length - 1 };
        var head = Message.Length - 10;

        Assert.Equal(SipFrameStatus.NeedMore, SipFraming.TryFrame(Message.AsSpan(0, head - 1), limits, ref progress, out _, out _));
        Assert.Equal(SipFrameStatus.Oversized, SipFraming.TryFrame(Message.AsSpan(0, head), limits, ref progress, out _, out _));
    }

    private static SipFrameProgress ExpectedProgress(int before, int length)
    {
        var head = Message.Length - 14;
        var read = length - before;
        return read <= 0 ? default
            : read < head + 4 ? new SipFrameProgress(read, 0)
            : new SipFrameProgress(head, before + Message.Length);
    }
}
