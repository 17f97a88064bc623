using Realtime.Sip.Messages;
using Xunit;

namespace Realtime.Sip.Tests.Messages;

public sealed class ViaHeaderTests
{
    [Theory]
    [InlineData("SIP/2.0/UDP h;branch=z9hG4bKa", "UDP", "h", null, "z9hG4bKa")]
    [InlineData("SIP  / 2.0  / TCP     spindle.example.com : 5070  ; branch  =   z9hG4bK9ikj8", "TCP", "spindle.example.com", 5070, "z9hG4bK9ikj8")]
    [InlineData("SIP/2.0/TLS [2001:db8::9:1]:5061;BRANCH=z9hG4bKa", "TLS", "2001:db8::9:1", 5061, "z9hG4bKa")]
    [InlineData("sip/2.0/WSS h", "WSS", "h", null, null)]
    [InlineData("SIP/2.0/UNKNOWN h;branch=1", "UNKNOWN", "h", null, "1")]
    [InlineData("SIP/7.0/UDP h;branch=1", "UDP", "h", null, "1")]
    public void A_via_shows_its_parts(string text, string transport, string host, int? port, string? branch)
    {
        var via = ViaHeader.Parse(text);

        Assert.Equal((transport, host, port, branch), (via.Transport, via.Host, via.Port, via.Branch));
        Assert.Equal(text, via.ToString());
        Assert.Equal(text, via.ToOwned().ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("SIP/2.0/UDP")]
    [InlineData("SIP/2.0/UDP ")]
    [InlineData("SIP/2.0 UDP h")]
    [InlineData("SIP/2.0/UDPh;branch=1")]
    [InlineData("SIP/2.0/UDP h:")]
    [InlineData("SIP/2.0/UDP h:99999")]
    [InlineData("SIP/2.0/UDP h x")]
    [InlineData("SIP/2.0/UDP 192.0.2.15;;,;,,")]
    [InlineData("SIP/2.0/UDP h;")]
    [InlineData("SIP/2.0/UDP h;branch=")]
    [InlineData("SIP/2.0/UDP h;branch=a;branch=b")]
    [InlineData("SIP/2.0/UDP h;branch=\"a\"")]
    [InlineData("SIP/2.0/UDP [2001:db8::9:1;branch=a")]
    [InlineData("SIP/2.0/UDP h;branch=a\r\nX: y")]
    public void What_breaks_the_grammar_is_no_via(string text)
    {
        Assert.False(ViaHeader.TryParse(text, out _));
        Assert.Throws<FormatException>(() => ViaHeader.Parse(text));
    }

    [Theory]
    [InlineData("z9hG4bKa", true)]
    [InlineData("Z9HG4BKa", true)]
    [InlineData("z9hG4bK", false)]
    [InlineData("1", false)]
    public void Only_a_branch_with_cookie_and_more_identifies_a_transaction(string branch, bool expected) =>
        Assert.Equal(expected, ViaHeader.Create("UDP", "h", null, branch).HasRfc3261Branch);

    [Theory]
    [InlineData("SIP/2.0/UDP h;branch=1", "SIP/2.0/UDP h;branch=1;received=192.0.2.9")]
    [InlineData("SIP/2.0/UDP h;rport;branch=1", "SIP/2.0/UDP h;rport=4711;branch=1;received=192.0.2.9")]
    [InlineData("SIP/2.0/UDP h;rport=;branch=1", "SIP/2.0/UDP h;rport=4711;branch=1;received=192.0.2.9")]
    [InlineData("SIP/2.0/UDP h;received=10.0.0.1;rport=1", "SIP/2.0/UDP h;received=192.0.2.9;rport=4711")]
    public void The_source_is_written_as_rfc_3581_says(string text, string expected) =>
        Assert.Equal(expected, ViaHeader.Parse(text).WithSource("192.0.2.9", 4711).ToString());

    [Theory]
    [InlineData(";rport", true, null)]
    [InlineData(";rport=", true, null)]
    [InlineData(";rport=5070", true, 5070)]
    [InlineData(";rport=+5", true, null)]
    [InlineData(";rport=99999", true, null)]
    [InlineData("", false, null)]
    public void Rport_may_be_there_with_or_without_value(string parameter, bool has, int? port)
    {
        var via = ViaHeader.Parse("SIP/2.0/UDP h" + parameter);

        Assert.Equal((has, port), (via.HasRPort, via.RPort));
    }

    [Theory]
    [InlineData("2001:db8::9:255")]
    [InlineData("[2001:db8::9:255]")]
    public void A_received_ip6_address_is_read_with_and_without_brackets(string text) =>
        Assert.Equal("2001:db8::9:255", ViaHeader.Parse("SIP/2.0/UDP h;received=" + text).Received);

    [Fact]
    public void A_via_is_built_with_brackets_where_needed() =>
        Assert.Equal("SIP/2.0/TLS [2001:db8::1]:5061;branch=z9hG4bKx;rport", ViaHeader.Create("TLS", "2001:db8::1", 5061, "z9hG4bKx", rport: true).ToString());

    [Theory]
    [InlineData("T L", "h", "b")]
    [InlineData("UDP", "h;x=y", "b")]
    [InlineData("UDP", "h:5060", "b")]
    [InlineData("UDP x;y=", "h", "b")]
    [InlineData("UDP", "h", "b;x=y")]
    [InlineData("UDP", "h", "b c")]
    [InlineData("UDP", "h", "b\r\nX: y")]
    [InlineData("UDP\r\n", "h", "b")]
    public void A_part_cannot_bring_another_or_a_line(string transport, string host, string branch) =>
        Assert.Throws<FormatException>(() => ViaHeader.Create(transport, host, null, branch));
}
