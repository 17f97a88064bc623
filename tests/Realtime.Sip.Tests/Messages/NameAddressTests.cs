using Realtime.Sip.Messages;
using Xunit;

namespace Realtime.Sip.Tests.Messages;

public sealed class NameAddressTests
{
    [Theory]
    [InlineData("<sip:a@h>;tag=1", null, "sip:a@h", "1")]
    [InlineData("sip:a@h;tag=1", null, "sip:a@h", "1")]
    [InlineData("sip:a@h ; TAG = 1", null, "sip:a@h", "1")]
    [InlineData("<sip:a@h;tag=inner>", null, "sip:a@h;tag=inner", null)]
    [InlineData("Alice <sip:a@h>", "Alice", "sip:a@h", null)]
    [InlineData("caller<sip:a@h>;tag=x", "caller", "sip:a@h", "x")]
    [InlineData("Alice B. O'Neil   <sip:a@h>", "Alice B. O'Neil", "sip:a@h", null)]
    [InlineData("Müller (Büro) <sip:a@h>", "Müller (Büro)", "sip:a@h", null)]
    [InlineData("\"A, \\\"B\\\" <sip:x@y>\\\\\" <sip:a@h>;tag=2", "A, \"B\" <sip:x@y>\\", "sip:a@h", "2")]
    [InlineData("\"\" <sip:a@h>", "", "sip:a@h", null)]
    [InlineData("\"\"<sip:a@h>", "", "sip:a@h", null)]
    [InlineData("  <sip:a@h,b?c=d>  ", null, null, null)]
    [InlineData("<sip:a,b@h?c=d>", null, "sip:a,b@h?c=d", null)]
    [InlineData("<tel:+1;ext=2>;tag=3", null, "tel:+1;ext=2", "3")]
    [InlineData("<http://example.com/x?y>;q=0.1", null, "http://example.com/x?y", null)]
    public void An_address_shows_its_parts(string text, string? name, string? uri, string? tag)
    {
        Assert.Equal(uri is not null, NameAddress.TryParse(text, out var address));
        if (address is not null)
        {
            Assert.Equal((name, uri, tag), (address.DisplayName, address.Uri.ToString(), address.Tag));
            Assert.Equal(text, address.ToString());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("*")]
    [InlineData("Alice")]
    [InlineData("<>")]
    [InlineData("<sip:a@h")]
    [InlineData("sip:a@h>")]
    [InlineData("\"Alice <sip:a@h>")]
    [InlineData("\"Alice\" sip:a@h")]
    [InlineData("\"Alice\\\" <sip:a@h>")]
    [InlineData("Bell, Alexander <sip:a@h>")]
    [InlineData("a:b <sip:a@h>")]
    [InlineData("<<sip:a@h>>")]
    [InlineData("<sip:a@h>x")]
    [InlineData("<sip:a@h>,<sip:b@h>")]
    [InlineData("<sip:a@h>;")]
    [InlineData("<sip:a@h>;;x")]
    [InlineData("<sip:a@h>;tag=")]
    [InlineData("<sip:a@h>;tag")]
    [InlineData("<sip:a@h>;tag=\"1\"")]
    [InlineData("<sip:a@h>;tag=1;tag=2")]
    [InlineData("<sip:a@h>;tag=1 2")]
    [InlineData("<sip:a@h>;x=\"open")]
    [InlineData("< sip:a@h>")]
    [InlineData("<sip:a@h >")]
    [InlineData("sip:a@h?subject=x")]
    [InlineData("sip:a,b@h")]
    [InlineData("<sip:a@h>\r\nX: y")]
    [InlineData("\"a\r\nX: y\" <sip:a@h>")]
    [InlineData("\"a\\\r\nX: y\" <sip:a@h>")]
    [InlineData("a\rb <sip:a@h>")]
    [InlineData("\"a\0b\" <sip:a@h>")]
    public void What_breaks_the_grammar_is_no_address(string text)
    {
        Assert.False(NameAddress.TryParse(text, out _));
        Assert.Throws<FormatException>(() => NameAddress.Parse(text));
    }

    [Fact]
    public void Header_parameters_may_be_quoted()
    {
        var address = NameAddress.Parse("<sip:a@h> ;q=0.7; +sip.instance=\"<urn:uuid:1;\\\"2\\\">\" ;ob;x=[::1];y=");

        Assert.Equal("<urn:uuid:1;\"2\">", address.Parameters["+SIP.instance"]);
        Assert.Equal("0.7", address.Parameters["q"]);
        Assert.Equal("[::1]", address.Parameters["x"]);
        Assert.Equal(("", ""), (address.Parameters["ob"], address.Parameters["y"]));
        Assert.True(address.Parameters.TryGet("ob", out var ob) && !ob.HasValue);
    }

    [Theory]
    [InlineData("<sip:a@h>", "<sip:a@h>;tag=new")]
    [InlineData("sip:a@h;tag=old;x=y", "sip:a@h;x=y;tag=new")]
    [InlineData("\"A\" <sip:a@h;p>;x=\"1;2\"", "\"A\" <sip:a@h;p>;x=\"1;2\";tag=new")]
    public void A_tag_is_set_or_replaced(string text, string expected) =>
        Assert.Equal(expected, NameAddress.Parse(text).WithTag("new").ToString());

    [Theory]
    [InlineData("a b")]
    [InlineData("a;b=c")]
    [InlineData("a\r\nb")]
    [InlineData("")]
    public void A_tag_is_a_token(string tag)
    {
        Assert.Throws<FormatException>(() => NameAddress.Parse("<sip:a@h>").WithTag(tag));
        Assert.Throws<FormatException>(() => NameAddress.Create(SipUri.Parse("sip:a@h"), "A", tag));
    }

    [Theory]
    [InlineData("Alice", "\"Alice\" <sip:a@h>;tag=1")]
    [InlineData("A \"B\" \\", "\"A \\\"B\\\" \\\\\" <sip:a@h>;tag=1")]
    [InlineData(null, "<sip:a@h>;tag=1")]
    public void A_display_name_is_quoted_and_read_back(string? name, string expected)
    {
        var address = NameAddress.Create(SipUri.Parse("sip:a@h"), name, "1");

        Assert.Equal(expected, address.ToString());
        Assert.Equal(name, address.DisplayName);
    }

    [Fact]
    public void A_display_name_cannot_bring_a_line() =>
        Assert.Throws<FormatException>(() => NameAddress.Create(SipUri.Parse("sip:a@h"), "A\r\nX: y"));

    [Theory]
    [InlineData("expires", "60", ";expires=60")]
    [InlineData("ob", null, ";ob")]
    [InlineData("x", "a;b=\"c\"", ";x=\"a;b=\\\"c\\\"\"")]
    [InlineData("x", "", ";x=\"\"")]
    public void A_parameter_is_quoted_where_it_must(string name, string? value, string expected)
    {
        var address = NameAddress.Parse("<sip:a@h>").WithParameter(name, value);

        Assert.Equal("<sip:a@h>" + expected, address.ToString());
        Assert.Equal(value ?? "", address.Parameters[name]);
    }

    [Theory]
    [InlineData("a;b", "c")]
    [InlineData("", "c")]
    [InlineData("a", "c\r\nX: y")]
    public void A_parameter_cannot_bring_another_or_a_line(string name, string value) =>
        Assert.Throws<FormatException>(() => NameAddress.Parse("<sip:a@h>").WithParameter(name, value));
}
