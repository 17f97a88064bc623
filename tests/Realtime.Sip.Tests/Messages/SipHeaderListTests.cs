using System.Text;
using Realtime.Sip.Messages;
using Xunit;

namespace Realtime.Sip.Tests.Messages;

public sealed class SipHeaderListTests
{
    [Fact]
    public void Order_is_kept_and_unknown_headers_keep_their_name()
    {
        var headers = new SipHeaderList
        {
            { SipHeaderId.Via, "SIP/2.0/UDP a" },
            { "x-Custom", "1" },
            { "v", "SIP/2.0/UDP b" },
            { "X-custom", "2" },
        };

        Assert.Equal(["Via: SIP/2.0/UDP a", "x-Custom: 1", "Via: SIP/2.0/UDP b", "X-custom: 2"], headers.Select(header => header.ToString()));
        Assert.Equal("1", headers.First("X-CUSTOM"));
        Assert.Equal("SIP/2.0/UDP a", headers.First("v"));
        Assert.Null(headers.First(SipHeaderId.Contact));
        Assert.Null(headers.First("Contact"));
    }

    [Fact]
    public void A_header_is_put_first_of_its_kind_or_first_of_all()
    {
        var headers = new SipHeaderList { { SipHeaderId.To, "t" }, { SipHeaderId.Via, "1" } };

        headers.AddFirst(SipHeaderId.Via, "0");
        headers.AddFirst(SipHeaderId.Route, "r");
        headers.AddFirst(new SipHeader("X-A", "x"));
        headers.AddFirst(new SipHeader("X-B", "y"));

        Assert.Equal(["X-B: y", "X-A: x", "Route: r", "To: t", "Via: 0", "Via: 1"], headers.Select(header => header.ToString()));
    }

    [Fact]
    public void Setting_keeps_the_place_of_the_first_and_removes_the_others()
    {
        var headers = new SipHeaderList { { SipHeaderId.Contact, "a" }, { SipHeaderId.To, "t" }, { SipHeaderId.Contact, "b" } };

        headers.Set(SipHeaderId.Contact, "c");
        headers.Set(SipHeaderId.Expires, "60");

        Assert.Equal(["Contact: c", "To: t", "Expires: 60"], headers.Select(header => header.ToString()));
    }

    [Fact]
    public void Headers_are_removed_by_kind_by_name_and_by_test()
    {
        var headers = new SipHeaderList { { SipHeaderId.Contact, "a" }, { "X-Gateway-Call", "1" }, { "x-gateway-call", "2" }, { "X-Gateway-Token", "3" }, { "Subject", "s" } };

        Assert.True(headers.Remove("X-GATEWAY-CALL"));
        Assert.False(headers.Remove("X-GATEWAY-CALL"));
        Assert.True(headers.Remove(SipHeaderId.Contact));
        Assert.False(headers.Remove(SipHeaderId.Contact));
        Assert.True(headers.RemoveAll(header => header.Name.StartsWith("X-", StringComparison.Ordinal)));

        Assert.Equal(["Subject: s"], headers.Select(header => header.ToString()));
        Assert.False(headers.Contains(SipHeaderId.Contact));
    }

    [Fact]
    public void Values_run_over_lines_and_commas_outside_quotes_and_brackets()
    {
        var headers = new SipHeaderList
        {
            { SipHeaderId.Contact, "\"A, \\\", B\" <sip:a,b@h>;x=\"1,2\" , <sip:c@h>" },
            { SipHeaderId.Allow, "INVITE,ACK, ,BYE ," },
            { SipHeaderId.Contact, "" },
            { SipHeaderId.Contact, "sip:d@h" },
            { SipHeaderId.Date, "Sat, 13 Nov 2010 23:29:00 GMT" },
        };

        Assert.Equal(["\"A, \\\", B\" <sip:a,b@h>;x=\"1,2\"", "<sip:c@h>", "sip:d@h"], headers.EnumerateValues(SipHeaderId.Contact).ToStrings());
        Assert.Equal(["INVITE", "ACK", "BYE"], headers.EnumerateValues(SipHeaderId.Allow).ToStrings());
        Assert.Equal(["Sat, 13 Nov 2010 23:29:00 GMT"], headers.EnumerateValues(SipHeaderId.Date).ToStrings());
        Assert.Empty(headers.EnumerateValues(SipHeaderId.Via));
    }

    [Theory]
    [InlineData("\"open, <sip:a@h>", 1)]
    [InlineData("<open, sip:a@h", 1)]
    [InlineData("a, \"open", 2)]
    [InlineData(",,,", 0)]
    public void An_open_quote_or_bracket_reaches_to_the_end_of_its_line(string value, int expected) =>
        Assert.Equal(expected, new SipHeaderList { { SipHeaderId.Contact, value } }.EnumerateValues(SipHeaderId.Contact).Count());

    [Theory]
    [InlineData("timer", true)]
    [InlineData("TIMER", true)]
    [InlineData("replaces", true)]
    [InlineData("100rel", true)]
    [InlineData("time", false)]
    [InlineData("rel", false)]
    public void A_token_is_found_among_the_values(string token, bool expected) =>
        Assert.Equal(expected, new SipHeaderList { { "k", "timer;x=rel" }, { "Supported", "replaces ,\t100rel" } }.HasToken(SipHeaderId.Supported, token));

    [Fact]
    public void Addresses_are_read_over_lines_and_commas_or_not_at_all()
    {
        var headers = new SipHeaderList { { "Route", "<sip:a;lr>, <sip:b;lr>" }, { "Route", "<sip:c;lr>" }, { "Record-Route", "<sip:a>, nonsense" } };

        Assert.True(headers.TryReadAddresses(SipHeaderId.Route, out var route));
        Assert.Equal(["a", "b", "c"], route.Select(address => address.Uri.Host));
        Assert.False(headers.TryReadAddresses(SipHeaderId.RecordRoute, out _));
        Assert.True(headers.TryReadAddresses(SipHeaderId.Path, out var none) && none.Count == 0);
    }

    [Theory]
    [InlineData("a\r\nX-Injected: 1")]
    [InlineData("a\nb")]
    [InlineData("a\rb")]
    [InlineData("a\0b")]
    public void No_value_can_bring_a_line(string value)
    {
        var headers = new SipHeaderList { { SipHeaderId.Subject, "kept" } };

        Assert.Throws<ArgumentException>(() => headers.Add(SipHeaderId.Subject, value));
        Assert.Throws<ArgumentException>(() => headers.Add(SipHeaderId.Subject, Encoding.UTF8.GetBytes(value)));
        Assert.Throws<ArgumentException>(() => headers.Add("X-A", value));
        Assert.Throws<ArgumentException>(() => headers.AddFirst(SipHeaderId.Subject, value));
        Assert.Throws<ArgumentException>(() => headers.Set(SipHeaderId.Subject, value));
        Assert.Throws<ArgumentException>(() => new SipHeader("X-A", value));
        Assert.Equal("kept", headers.Single().Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("X A")]
    [InlineData("X:A")]
    [InlineData("X\r\nA")]
    [InlineData("Ä")]
    public void A_name_is_a_token(string name)
    {
        Assert.Throws<ArgumentException>(() => new SipHeaderList().Add(name, "v"));
        Assert.Throws<ArgumentException>(() => new SipHeader(name, "v"));
    }

    [Fact]
    public void Names_and_values_have_a_longest_length()
    {
        Assert.Equal(255, new SipHeader(new string('n', 255), "v").Name.Length);
        Assert.Throws<ArgumentException>(() => new SipHeader(new string('n', 256), "v"));
        Assert.Equal(65_280, new SipHeader("n", new string('v', 65_280)).Value.Length);
        Assert.Throws<ArgumentException>(() => new SipHeader("n", new string('v', 65_281)));
        Assert.Throws<ArgumentException>(() => new SipHeader(SipHeaderId.Other, "v"));
    }

    [Fact]
    public void Values_are_trimmed_and_unicode_is_kept() =>
        Assert.Equal("Grüße 你好", new SipHeader(SipHeaderId.Subject, " \tGrüße 你好 ").Value);

    [Fact]
    public void Headers_of_another_message_are_copied_with_their_order()
    {
        var source = Samples.Request(Samples.Invite).Headers;
        var headers = new SipHeaderList();

        headers.AddAll(SipHeaderId.Via, source);
        headers.AddFirstOf(SipHeaderId.CallId, source);
        headers.AddFirstOf(SipHeaderId.Date, source);
        headers.Add(source.Single(header => header.Is("X-Carrier-Account")));

        Assert.Equal(
            ["Via: SIP/2.0/UDP 203.0.113.7:5060;rport;branch=z9hG4bKr7a1c9Xp", "Call-ID: 402918273_118822334@203.0.113.7", "X-Carrier-Account: 77-4471"],
            headers.Select(header => header.ToString()));
    }

    [Fact]
    public void An_index_outside_the_list_is_misuse() => Assert.Throws<ArgumentOutOfRangeException>(() => new SipHeaderList()[0]);
}
