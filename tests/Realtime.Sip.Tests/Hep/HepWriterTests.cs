using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using Realtime.Sip.Hep;
using Xunit;

namespace Realtime.Sip.Tests.Hep;

public sealed class HepWriterTests
{
    private static readonly HepOptions Agent = new() { Host = "collector", AgentId = 0x01020304, AgentName = "edge-1", AuthKey = "myHep" };
    private static readonly DateTimeOffset At = DateTimeOffset.Parse("2026-11-21T12:00:01.234567Z", CultureInfo.InvariantCulture);

    [Fact]
    public void A_packet_says_when_where_and_what()
    {
        var chunks = Write(new HepMessage(At, End("192.0.2.1:5060"), End("198.51.100.2:5080"), IsReliable: false, "OPTIONS"u8.ToArray()), "caller@example");

        Assert.Equal((2, 17, 1), (HepDecoder.Number(chunks[1]), HepDecoder.Number(chunks[2]), HepDecoder.Number(chunks[11])));
        Assert.Equal(("192.0.2.1|5060", "198.51.100.2|5080"), chunks.Ends());
        Assert.Equal((At.ToUnixTimeSeconds(), 234_567), (HepDecoder.Number(chunks[9]), HepDecoder.Number(chunks[10])));
        Assert.Equal(0x01020304, HepDecoder.Number(chunks[12]));
        Assert.Equal(("myHep", "OPTIONS", "caller@example", "edge-1"), (chunks.Text(14), chunks.Text(15), chunks.Text(17), chunks.Text(19)));
    }

    [Fact]
    public void IPv6_and_TCP_are_told_and_empty_texts_are_left_out()
    {
        var message = new HepMessage(At, End("[2001:db8::1]:5061"), End("[2001:db8::2]:40000"), IsReliable: true, "SIP/2.0 200 OK"u8.ToArray());
        var packet = new ArrayBufferWriter<byte>();

        Assert.True(HepWriter.TryWrite(packet, message, new HepOptions { Host = "collector" }, correlation: null));

        var chunks = HepDecoder.Read(packet.WrittenSpan);
        Assert.Equal((10, 6), (HepDecoder.Number(chunks[1]), HepDecoder.Number(chunks[2])));
        Assert.Equal(("2001:db8::1|5061", "2001:db8::2|40000"), chunks.Ends());
        Assert.All([3, 4, 14, 17, 19], type => Assert.False(chunks.ContainsKey(type)));
    }

    [Fact]
    public void What_does_not_fit_a_packet_is_not_cut()
    {
        var packet = new ArrayBufferWriter<byte>();
        var message = new HepMessage(At, End("192.0.2.1:5060"), End("192.0.2.2:5060"), IsReliable: true, new byte[65_500]);

        Assert.False(HepWriter.TryWrite(packet, message, Agent, null));
        Assert.Equal(0, packet.WrittenCount);
        Assert.True(HepWriter.TryWrite(packet, message with { Payload = new byte[65_000] }, Agent, null));
    }

    [Theory]
    [InlineData("INVITE sip:a SIP/2.0\r\nVia: x\r\nCall-ID: one@host\r\n\r\n", "one@host")]
    [InlineData("INVITE sip:a SIP/2.0\r\ni :  two \r\n\r\n", "two")]
    [InlineData("INVITE sip:a SIP/2.0\ncall-id:three\n\n", "three")]
    [InlineData("INVITE sip:a SIP/2.0\r\nSubject: x\r\n\r\nCall-ID: body\r\n", "")]
    [InlineData("garbage", "")]
    [InlineData("", "")]
    public void The_Call_ID_is_found_in_whatever_came(string message, string callId) => Assert.Equal(callId, CallIdOf.Message(Encoding.UTF8.GetBytes(message)));

    private static Dictionary<int, byte[]> Write(HepMessage message, string correlation)
    {
        var packet = new ArrayBufferWriter<byte>();
        Assert.True(HepWriter.TryWrite(packet, message, Agent, correlation));
        return HepDecoder.Read(packet.WrittenSpan);
    }

    private static IPEndPoint End(string text) => IPEndPoint.Parse(text);
}
