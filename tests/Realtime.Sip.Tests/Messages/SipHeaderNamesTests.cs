using System.Text;
using Realtime.Sip.Messages;
using Xunit;

namespace Realtime.Sip.Tests.Messages;

public sealed class SipHeaderNamesTests
{
    [Fact]
    public void Every_id_has_one_name_and_is_found_by_it_in_any_case()
    {
        foreach (var id in Enum.GetValues<SipHeaderId>().Where(id => id != SipHeaderId.Other))
        {
            var name = SipHeaderNames.NameOf(id);

            Assert.Equal(id.ToString(), name.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
            Assert.Equal(id, SipHeaderNames.IdOf(Encoding.ASCII.GetBytes(name)));
            Assert.Equal(id, SipHeaderNames.IdOf(Encoding.ASCII.GetBytes(name.ToUpperInvariant())));
            Assert.Equal(id, SipHeaderNames.IdOf(Encoding.ASCII.GetBytes(name.ToLowerInvariant())));
            Assert.Equal(name, Encoding.ASCII.GetString(SipHeaderNames.BytesOf(id).Span));
        }
    }

    [Theory]
    [InlineData('a', SipHeaderId.AcceptContact)]
    [InlineData('b', SipHeaderId.ReferredBy)]
    [InlineData('c', SipHeaderId.ContentType)]
    [InlineData('d', SipHeaderId.RequestDisposition)]
    [InlineData('e', SipHeaderId.ContentEncoding)]
    [InlineData('f', SipHeaderId.From)]
    [InlineData('i', SipHeaderId.CallId)]
    [InlineData('j', SipHeaderId.RejectContact)]
    [InlineData('k', SipHeaderId.Supported)]
    [InlineData('l', SipHeaderId.ContentLength)]
    [InlineData('m', SipHeaderId.Contact)]
    [InlineData('o', SipHeaderId.Event)]
    [InlineData('r', SipHeaderId.ReferTo)]
    [InlineData('s', SipHeaderId.Subject)]
    [InlineData('t', SipHeaderId.To)]
    [InlineData('u', SipHeaderId.AllowEvents)]
    [InlineData('v', SipHeaderId.Via)]
    [InlineData('x', SipHeaderId.SessionExpires)]
    [InlineData('y', SipHeaderId.Identity)]
    [InlineData('z', SipHeaderId.Other)]
    [InlineData('1', SipHeaderId.Other)]
    [InlineData('\u0016', SipHeaderId.Other)]
    public void A_compact_form_is_its_header(char letter, SipHeaderId expected)
    {
        Assert.Equal(expected, SipHeaderNames.IdOf([(byte)letter]));
        Assert.Equal(expected, SipHeaderNames.IdOf([(byte)char.ToUpperInvariant(letter)]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Vias")]
    [InlineData("Call_ID")]
    [InlineData("X-Via")]
    public void Another_name_is_unknown(string name) => Assert.Equal(SipHeaderId.Other, SipHeaderNames.IdOf(Encoding.ASCII.GetBytes(name)));
}
