using Realtime.Sip.Messages;
using Xunit;

namespace Realtime.Sip.Tests.Messages;

public sealed class SipMethodTests
{
    [Fact]
    public void A_known_method_shares_its_name()
    {
        Assert.Same(SipMethod.Invite.Name, SipMethod.Parse("INVITE"u8).Name);
        Assert.True(SipMethod.Parse("REFER").IsKnown);
        Assert.True(SipMethod.Parse("PUBLISH") == SipMethod.Publish);
    }

    [Fact]
    public void Methods_are_case_sensitive_and_any_token_is_one()
    {
        var other = SipMethod.Parse("!interesting-Method0123456789_*+`.%indeed'~");

        Assert.False(other.IsKnown);
        Assert.Equal("!interesting-Method0123456789_*+`.%indeed'~", other.ToString());
        Assert.True(SipMethod.Parse("invite") != SipMethod.Invite);
        Assert.True(other.Equals((object)SipMethod.Parse(other.Name)));
        Assert.Equal(other.GetHashCode(), SipMethod.Parse(other.Name).GetHashCode());
        Assert.Equal("", default(SipMethod).Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("IN VITE")]
    [InlineData("INVITE\r\n")]
    [InlineData("INVITE:")]
    public void A_method_is_a_token(string name) => Assert.Throws<FormatException>(() => SipMethod.Parse(name));

    [Theory]
    [InlineData("0009 INVITE", 9u, "INVITE")]
    [InlineData("2147483647\t  X", 2147483647u, "X")]
    [InlineData("0 ACK", 0u, "ACK")]
    public void A_cseq_is_a_number_and_a_method(string text, uint number, string method)
    {
        Assert.True(CSeq.TryParse(System.Text.Encoding.ASCII.GetBytes(text), out var cseq));
        Assert.Equal(new CSeq(number, SipMethod.Parse(method)), cseq);
        Assert.Equal($"{number} {method}", cseq.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1 ")]
    [InlineData("INVITE")]
    [InlineData("1INVITE")]
    [InlineData("-1 INVITE")]
    [InlineData("+1 INVITE")]
    [InlineData("2147483648 INVITE")]
    [InlineData("36893488147419103232 INVITE")]
    [InlineData("1 INV ITE")]
    [InlineData("1 INVITE ")]
    public void What_breaks_the_grammar_is_no_cseq(string text) =>
        Assert.False(CSeq.TryParse(System.Text.Encoding.ASCII.GetBytes(text), out _));
}
