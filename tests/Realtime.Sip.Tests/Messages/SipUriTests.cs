using System.Text;
using Realtime.Sip.Messages;
using Xunit;

namespace Realtime.Sip.Tests.Messages;

public sealed class SipUriTests
{
    [Theory]
    [InlineData("sip:alice@atlanta.com", "sip", "alice", null, "atlanta.com", null)]
    [InlineData("sip:atlanta.com", "sip", null, null, "atlanta.com", null)]
    [InlineData("SIPS:Alice:secret@Atlanta.COM:5061", "sips", "Alice", "secret", "Atlanta.COM", 5061)]
    [InlineData("sip:+1-212-555-1212:1234@gateway.com;user=phone", "sip", "+1-212-555-1212", "1234", "gateway.com", null)]
    [InlineData("sip:1212@[2001:db8::10]:5070", "sip", "1212", null, "2001:db8::10", 5070)]
    [InlineData("sip:[2001:db8::10:5070]", "sip", null, null, "2001:db8::10:5070", null)]
    [InlineData("sip:[::ffff:192.0.2.1]", "sip", null, null, "::ffff:192.0.2.1", null)]
    [InlineData("sip:[2001:db8:::192.0.2.1]", "sip", null, null, "2001:db8::192.0.2.1", null)]
    [InlineData("sip:sips%3Auser%40example.com@example.net", "sip", "sips:user@example.com", null, "example.net", null)]
    [InlineData("sip:null-%00-null@example.com", "sip", "null-\0-null", null, "example.com", null)]
    [InlineData("sip:user;par=u%40example.net@example.com", "sip", "user;par=u@example.net", null, "example.com", null)]
    [InlineData("sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*@example.com", "sip", "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*", null, "example.com", null)]
    [InlineData("sip:*31#@pbx", "sip", "*31#", null, "pbx", null)]
    [InlineData("sip:a@lab_host-1.test.", "sip", "a", null, "lab_host-1.test.", null)]
    [InlineData("tel:+358-555-1234567;postd=pp22", "tel", "+358-555-1234567", null, "", null)]
    [InlineData("TEL:7042;phone-context=example.com", "tel", "7042", null, "", null)]
    [InlineData("urn:service:sos", "urn", null, null, "", null)]
    [InlineData("nobodyKnowsThisScheme:totallyopaquecontent", "nobodyknowsthisscheme", null, null, "", null)]
    [InlineData("soap.beep://192.0.2.103:3002", "soap.beep", null, null, "", null)]
    public void A_uri_shows_its_parts(string text, string scheme, string? user, string? password, string host, int? port)
    {
        var uri = SipUri.Parse(text);

        Assert.Equal((scheme, user, password, host, port), (uri.Scheme, uri.User, uri.Password, uri.Host, uri.Port));
        Assert.Equal(text, uri.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("sip")]
    [InlineData("sip:")]
    [InlineData(":alice@atlanta.com")]
    [InlineData("1sip:alice@atlanta.com")]
    [InlineData("sip:@atlanta.com")]
    [InlineData("sip::secret@atlanta.com")]
    [InlineData("sip:alice@")]
    [InlineData("sip:alice@atlanta.com:")]
    [InlineData("sip:alice@atlanta.com:70000")]
    [InlineData("sip:alice@atlanta.com:50a")]
    [InlineData("sip:alice@atlanta.com:5060x")]
    [InlineData("sip:alice@bob@atlanta.com")]
    [InlineData("sip:alice @atlanta.com")]
    [InlineData("sip: alice@atlanta.com")]
    [InlineData("sip:alice@atlanta.com ")]
    [InlineData(" sip:alice@atlanta.com")]
    [InlineData("<sip:alice@atlanta.com>")]
    [InlineData("sip:ali%xe@atlanta.com")]
    [InlineData("sip:alice%4@atlanta.com")]
    [InlineData("sip:alice@atl%61nta.com")]
    [InlineData("sip:alice@atlanta.com;")]
    [InlineData("sip:alice@atlanta.com;;lr")]
    [InlineData("sip:alice@atlanta.com;=x")]
    [InlineData("sip:alice@atlanta.com;lr?")]
    [InlineData("sip:alice@atlanta.com?subject")]
    [InlineData("sip:alice@atlanta.com?=x")]
    [InlineData("sip:alice@atlanta.com?a=b&")]
    [InlineData("sip:alice@atlanta.com?a=b\r\nX: y")]
    [InlineData("sip:alice@atlanta.com\r\n")]
    [InlineData("sip:ali\0ce@atlanta.com")]
    [InlineData("sip:älice@atlanta.com")]
    [InlineData("sip:2001:db8::10")]
    [InlineData("sip:[2001:db8::10")]
    [InlineData("sip:[2001:db8::10]x")]
    [InlineData("sip:[2001:db8::1::2]")]
    [InlineData("sip:[2001:db8:::1]")]
    [InlineData("sip:[::::192.0.2.1]")]
    [InlineData("sip:[192.0.2.1]")]
    [InlineData("sip:[fe80::1%25eth0]")]
    [InlineData("sip:[]")]
    [InlineData("tel:")]
    [InlineData("tel:+1 555")]
    [InlineData("tel:alice")]
    [InlineData("tel:+1555;")]
    [InlineData("http:")]
    [InlineData("http://a b")]
    [InlineData("x:<y>")]
    public void What_breaks_the_grammar_is_no_uri(string text)
    {
        Assert.False(SipUri.TryParse(text, out _));
        Assert.Throws<FormatException>(() => SipUri.Parse(text));
    }

    [Fact]
    public void Parameters_are_found_whatever_their_case_and_escapes()
    {
        var uri = SipUri.Parse("sip:h;%6Cr;Transport=TLS;empty=;x=%5b%41%5d;y=a=b?Subject=hi%20there&Priority=");

        Assert.Equal(["lr", "Transport", "empty", "x", "y"], uri.Parameters.Select(parameter => parameter.Name));
        Assert.True(uri.Parameters.Contains("LR"));
        Assert.Equal("", uri.Parameters["lr"]);
        Assert.Equal("TLS", uri.Transport);
        Assert.Equal("[A]", uri.Parameters["X"]);
        Assert.Equal("a=b", uri.Parameters["y"]);
        Assert.Null(uri.Parameters["z"]);
        Assert.Equal(5, uri.Parameters.Count);
        Assert.Equal("Subject=hi%20there&Priority=", uri.Headers);
    }

    // The examples of RFC 3261 §19.1.4, RFC 3966 §4 and RFC 5954 §4.2.
    [Theory]
    [InlineData("sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp")]
    [InlineData("sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5")]
    [InlineData("sip:carol@chicago.com;newparam=5", "sip:carol@chicago.com;security=on")]
    [InlineData("sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com", "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com")]
    [InlineData("sip:alice@atlanta.com?subject=project%20x&priority=urgent", "sip:alice@atlanta.com?priority=urgent&subject=project%20x")]
    [InlineData("SIP:a@h", "sip:a@h")]
    [InlineData("sip:a@[2001:db8::9:1]", "sip:a@[2001:db8::9:01]")]
    [InlineData("sip:a@[0:0:0:0:0:FFFF:192.0.2.5]", "sip:a@[::ffff:c000:205]")]
    [InlineData("tel:+1-212-555", "tel:+1.212(555)")]
    [InlineData("tel:1;a=b;c=d", "TEL:1;C=D;A=b")]
    [InlineData("URN:service:sos", "urn:service:sos")]
    public void Equal_uris_are_equal_both_ways_and_hash_alike(string left, string right)
    {
        var (one, two) = (SipUri.Parse(left), SipUri.Parse(right));

        Assert.True(one == two && two == one && one.Equals((object)two));
        Assert.Equal(one.GetHashCode(), two.GetHashCode());
    }

    [Theory]
    [InlineData("SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP")]
    [InlineData("sip:bob@biloxi.com", "sip:bob@biloxi.com:5060")]
    [InlineData("sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp")]
    [InlineData("sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp")]
    [InlineData("sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting")]
    [InlineData("sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4")]
    [InlineData("sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off")]
    [InlineData("sip:a@h", "sips:a@h")]
    [InlineData("sip:a@h", "sip:h")]
    [InlineData("sip:a:p@h", "sip:a@h")]
    [InlineData("sip:a@h;maddr=1.2.3.4", "sip:a@h")]
    [InlineData("sip:a@h;user=phone", "sip:a@h")]
    [InlineData("sip:a@h;ttl=1", "sip:a@h")]
    [InlineData("sip:a%3Bb@h", "sip:a;b@h")]
    [InlineData("sip:a@h?x=1", "sip:a@h?x=2")]
    [InlineData("sip:a@h?x=1", "sip:a@h?x=1&x=1")]
    [InlineData("tel:1;a=b", "tel:1")]
    [InlineData("tel:1;a=b", "tel:1;a=c")]
    [InlineData("tel:1", "sip:1@h")]
    [InlineData("urn:service:sos", "urn:service:fire")]
    public void Different_uris_are_different(string left, string right)
    {
        Assert.True(SipUri.Parse(left) != SipUri.Parse(right));
        Assert.True(SipUri.Parse(right) != SipUri.Parse(left));
    }

    [Fact]
    public void A_uri_differs_from_nothing()
    {
        Assert.False(SipUri.Parse("sip:h").Equals(null));
        Assert.False(SipUri.Parse("sip:h") == null);
        Assert.True((SipUri?)null == null);
    }

    [Theory]
    [InlineData("alice", "atlanta.com", null, null, "sip:alice@atlanta.com")]
    [InlineData("a@b:c d", "h", 5061, "transport=tls;lr", "sip:a%40b%3Ac%20d@h:5061;transport=tls;lr")]
    [InlineData(null, "2001:db8::1", 5060, null, "sip:[2001:db8::1]:5060")]
    [InlineData("", "[2001:db8::1]", null, null, "sip:[2001:db8::1]")]
    public void A_uri_is_built_with_what_needs_it_escaped(string? user, string host, int? port, string? parameters, string expected)
    {
        var uri = SipUri.Create(user, host, port, parameters: parameters);

        Assert.Equal(expected, uri.ToString());
        Assert.Equal("sips" + expected[3..], SipUri.Create(user, host, port, secure: true, parameters).ToString());
    }

    [Theory]
    [InlineData("a", "")]
    [InlineData("a", "h;x=y")]
    [InlineData("a", "h:5060")]
    [InlineData("a", "b@h")]
    [InlineData("a", "h?x=y")]
    [InlineData("a", "h\r\nX: y")]
    public void A_host_cannot_bring_other_parts(string user, string host) =>
        Assert.Throws<FormatException>(() => SipUri.Create(user, host));

    [Theory]
    [InlineData("x?y=z")]
    [InlineData("x@evil")]
    [InlineData("x\r\ny")]
    public void Parameters_cannot_bring_other_parts(string parameters) =>
        Assert.Throws<FormatException>(() => SipUri.Create("a", "h", parameters: parameters));

    [Fact]
    public void A_parameter_is_set_replaced_and_removed()
    {
        var uri = SipUri.Parse("sip:a@h;transport=udp;x?Subject=s");

        Assert.Equal("sip:a@h;transport=udp;x;lr?Subject=s", uri.WithParameter("lr", null).ToString());
        Assert.Equal("sip:a@h;x;transport=tls?Subject=s", uri.WithParameter("Transport", "tls").ToString().Replace("Transport", "transport", StringComparison.Ordinal));
        Assert.Equal("sip:a@h;transport=udp;x;y=a%3Bb%0D%0A?Subject=s", uri.WithParameter("y", "a;b\r\n").ToString());
        Assert.Equal("sip:a@h;x?Subject=s", uri.WithoutParameter("TRANSPORT").ToString());
        Assert.Equal("sip:a@h;transport=udp;x", uri.WithoutHeaders().ToString());
        Assert.Throws<FormatException>(() => uri.WithParameter("", null));
    }

    [Fact]
    public void A_copy_does_not_share_the_bytes()
    {
        var bytes = Encoding.ASCII.GetBytes("From: <sip:a@h>");
        Assert.True(NameAddress.TryParse(bytes.AsMemory(6), out var address));
        var (shared, own) = (address.Uri, address.ToOwned().Uri.ToOwned());

        Array.Fill(bytes, (byte)'x');

        Assert.Equal("xxxxxxx", shared.ToString());
        Assert.Equal("sip:a@h", own.ToString());
    }

    [Fact]
    public void A_uri_longer_than_a_message_is_refused() => Assert.False(SipUri.TryParse("sip:" + new string('a', 70_000), out _));
}
