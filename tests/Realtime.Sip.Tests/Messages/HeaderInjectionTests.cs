using System.Text;
using Realtime.Sip.Messages;
using Xunit;

namespace Realtime.Sip.Tests.Messages;

/// <summary>Whatever text is put into a message, wherever: it is refused, or the message has no line that we did not write.</summary>
public sealed class HeaderInjectionTests
{
    private static readonly string[] Evil =
    [
        "x\r\nX-Evil: 1", "x\nX-Evil: 1", "x\rX-Evil: 1", "x\0X-Evil: 1", "\r\n\r\nX-Evil: 1", "x\r\n X-Evil: 1", "\"\r\nX-Evil: 1", "x>\r\nX-Evil: 1", "x;tag=1\r\nX-Evil: 1",
        "x@h\r\nX-Evil: 1", "x%0d%0aX-Evil: 1", "x\u2028X-Evil: 1", "x\u0085X-Evil: 1", "x\\\r\nX-Evil: 1",
    ];

    private static readonly Dictionary<string, Action<SipRequest, string>> Places = new()
    {
        ["header value"] = static (message, text) => message.Headers.Add("X-Info", text),
        ["known header value"] = static (message, text) => message.Headers.Add(SipHeaderId.Subject, text),
        ["header name"] = static (message, text) => message.Headers.Add(text, "value"),
        ["set header"] = static (message, text) => message.Headers.Set(SipHeaderId.Reason, text),
        ["call id"] = static (message, text) => message.CallId = text,
        ["display name"] = static (message, text) => message.From = NameAddress.Create(SipUri.Parse("sip:a@b"), text, "1"),
        ["tag"] = static (message, text) => message.From = NameAddress.Create(SipUri.Parse("sip:a@b"), null, text),
        ["parameter name"] = static (message, text) => message.Contact = NameAddress.Parse("<sip:a@b>").WithParameter(text, "1"),
        ["parameter value"] = static (message, text) => message.Contact = NameAddress.Parse("<sip:a@b>").WithParameter("p", text),
        ["address"] = static (message, text) => message.Contact = NameAddress.Parse(text),
        ["user"] = static (message, text) => message.Contact = NameAddress.Create(SipUri.Create(text, "b")),
        ["host"] = static (message, text) => message.Contact = NameAddress.Create(SipUri.Create("a", text)),
        ["uri parameters"] = static (message, text) => message.Contact = NameAddress.Create(SipUri.Create("a", "b", parameters: text)),
        ["uri"] = static (message, text) => message.Contact = NameAddress.Create(SipUri.Parse("sip:" + text)),
        ["via host"] = static (message, text) => message.TopVia = ViaHeader.Create("UDP", text, 5060, "z9hG4bK1", rport: true),
        ["branch"] = static (message, text) => message.TopVia = ViaHeader.Create("UDP", "b", 5060, text, rport: true),
    };

    public static TheoryData<string> PlaceNames => [.. Places.Keys];

    [Theory]
    [MemberData(nameof(PlaceNames))]
    public void No_text_brings_a_line_of_its_own(string place)
    {
        foreach (var text in Evil)
        {
            var message = new SipRequest(SipMethod.Invite, SipUri.Parse("sip:a@b"));
            message.CSeq = new CSeq(1, SipMethod.Invite);
            try
            {
                Places[place](message, text);
            }
            catch (Exception refused) when (refused is ArgumentException or FormatException)
            {
                continue;
            }

            var written = Encoding.UTF8.GetString(message.ToBytes());
            var lines = written.Split(["\r\n", "\n", "\r", "\0"], StringSplitOptions.None);
            Assert.DoesNotContain(lines, line => line.TrimStart().StartsWith("X-Evil", StringComparison.Ordinal));
            Assert.Equal(message.Headers.Count + 4, lines.Length);
        }
    }

    [Fact]
    public void No_reason_phrase_brings_a_line_of_its_own() =>
        Assert.All(Evil.Where(text => text.AsSpan().ContainsAny('\r', '\n', '\0')), text => Assert.Throws<ArgumentException>(() => new SipResponse(200, text)));
}
