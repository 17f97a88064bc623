using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Realtime.SipGateway.Signalling.Rtpengine;
using Xunit;

namespace Realtime.SipGateway.Tests.Signalling.Rtpengine;

public sealed class BencodeTests
{
    [Fact]
    public void A_request_is_written_as_the_protocol_has_it()
    {
        var written = Bencode.Write(new Dictionary<string, object> { ["command"] = "offer", ["replace"] = new[] { "origin" }, ["delay"] = -3L, ["a"] = "ä" });

        Assert.Equal("d1:a2:ä7:command5:offer5:delayi-3e7:replacel6:originee", Encoding.UTF8.GetString(written));
    }

    [Fact]
    public void An_answer_comes_apart_into_its_entries()
    {
        var read = Bencode.TryRead("d6:result2:ok3:sdp5:v=0\r\n5:statsd1:ni7e1:ll1:a1:beee"u8)!;

        Assert.Equal(("ok", "v=0\r\n"), (read["result"], read["sdp"]));
        var stats = Assert.IsType<Dictionary<string, object>>(read["stats"]);
        Assert.Equal(7L, stats["n"]);
        Assert.Equal(["a", "b"], Assert.IsType<List<object>>(stats["l"]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("d")]
    [InlineData("de ")]
    [InlineData("le")]
    [InlineData("d3:abc")]
    [InlineData("d1:a99999999999:b e")]
    [InlineData("d1:a-1:be")]
    [InlineData("di1e1:ae")]
    [InlineData("d1:ai1ee5")]
    public void What_is_no_dictionary_is_refused(string text) => Assert.Null(Bencode.TryRead(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void No_input_throws_nor_nests_without_end()
    {
        Check.QuickThrowOnFailure(Prop.ForAll<byte[]>(bytes =>
        {
            Bencode.TryRead(bytes);
            Bencode.TryRead([(byte)'d', .. bytes, (byte)'e']);
        }));
        Assert.Null(Bencode.TryRead(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("d1:a", 10_000)))));
    }
}
