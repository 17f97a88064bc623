using System.Text;
using Realtime.Sip.Messages;
using Realtime.Sip.Tests.Dialogs;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.Messages;

public sealed class RAckTests
{
    [Theory]
    [InlineData("776656 1 INVITE", 776_656u, 1u, "INVITE")]
    [InlineData("4294967295   2147483647\tINVITE", 4_294_967_295u, 2_147_483_647u, "INVITE")]
    public void A_value_is_read(string text, uint response, uint number, string method)
    {
        Assert.True(RAck.TryParse(Encoding.ASCII.GetBytes(text), out var value));
        Assert.Equal(new RAck(response, new CSeq(number, SipMethod.Parse(method))), value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1 2")]
    [InlineData("1 INVITE")]
    [InlineData("x 1 INVITE")]
    [InlineData("4294967296 1 INVITE")]
    [InlineData("-1 1 INVITE")]
    public void Nonsense_is_none(string text) => Assert.False(RAck.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Fact]
    public void What_is_written_is_read_again()
    {
        Assert.True(RAck.TryParse("41 1 INVITE"u8, out var value));
        Assert.Equal("41 1 INVITE", value.ToString());
    }

    [Theory]
    [InlineData(183, "Require: 100rel\nRSeq: 5", 5u)]
    [InlineData(183, "RSeq: 5", null)]
    [InlineData(183, "Require: 100rel", null)]
    [InlineData(183, "Require: 100rel\nRSeq: five", null)]
    [InlineData(100, "Require: 100rel\nRSeq: 5", null)]
    [InlineData(200, "Require: 100rel\nRSeq: 5", null)]
    public void Only_a_provisional_response_that_says_so_wants_a_PRACK(int status, string headers, uint? number) =>
        Assert.Equal(number, RAck.ReadRSeq(SipMessages.Response(SipText.Response(SipText.Request("INVITE"), status, "x", headers))));
}
