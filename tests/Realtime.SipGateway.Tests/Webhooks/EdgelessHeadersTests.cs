using System.Text;
using Realtime.Sip.Messages;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Numbers;
using Realtime.SipGateway.OpenAi;
using Realtime.SipGateway.Signalling;
using Realtime.SipGateway.Webhooks;
using Xunit;

namespace Realtime.SipGateway.Tests.Webhooks;

/// <summary>Who calls whom without our edge: what the edge would have read out of the same INVITE.</summary>
public sealed class EdgelessHeadersTests
{
    private const string To = "To: <sip:+15550109@gateway>\r\n";
    private const string From = "From: \"Ann\" <sip:+15550199@192.0.2.1>;tag=1\r\n";

    [Theory]
    [InlineData(From)]
    [InlineData("From: \"Ann \\\"A\\\" B\" <sip:015550199@192.0.2.1;user=phone>;tag=4930123456\r\n")]
    [InlineData("From: \"x <sip:+15550000@a.example>\" <sip:+15550199@192.0.2.1>;tag=1\r\n")]
    [InlineData("From: sip:+15550199@192.0.2.1;tag=1\r\n")]
    [InlineData("From: <sip:+15550199;npdi;rn=+1555@192.0.2.1>;tag=1\r\n")]
    [InlineData("From: <tel:+15550199;phone-context=x>;tag=1\r\n")]
    [InlineData("From: Ann <sip:ann@192.0.2.1>;tag=1\r\n")]
    [InlineData("From: \"Ann, B.\" <sip:+1-555-(01)99@192.0.2.1>;tag=1\r\n")]
    [InlineData("From: \"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=1\r\n")]
    [InlineData("From: <sip:+15550199@anonymous.invalid>;tag=1\r\n")]
    [InlineData("From: <sip:restricted@192.0.2.1>;tag=1\r\n")]
    [InlineData("From: <sip:192.0.2.1>;tag=1\r\n")]
    [InlineData(From + "P-Asserted-Identity: <sip:+15550198@carrier.example>\r\n")]
    [InlineData(From + "P-Asserted-Identity: \"Bob, C.\" <sip:bob@carrier.example>, <tel:+15550197>\r\n")]
    [InlineData(From + "P-Asserted-Identity: \"Bob\" <sip:bob@carrier.example>\r\nP-Asserted-Identity: <tel:+15550197>\r\n")]
    [InlineData(From + "P-Asserted-Identity: <sip:anonymous@anonymous.invalid>\r\n")]
    [InlineData(From + "Remote-Party-ID: \"Eve\" <sip:+15550196@carrier.example>;party=calling;privacy=full\r\n")]
    [InlineData(From + "Remote-Party-ID: \"Eve\" <sip:+15550196@carrier.example>;privacy=name\r\n")]
    [InlineData(From + "Privacy: id\r\n")]
    [InlineData(From + "Privacy: header;user\r\n")]
    [InlineData(From + "Privacy: none\r\n")]
    [InlineData("From: <sip:%2b15550199@192.0.2.1>;tag=1\r\n")]
    public void The_facts_are_those_that_the_edge_would_read(string headers)
    {
        var numbers = new NumberOptions { Format = "national", CountryCode = "1" };
        var trunk = new TrunkOptions { Numbers = numbers, Headers = new TrunkHeaderOptions { Dialled = ["to"], WithheldNumbers = ["+15551111"] } };
        var edge = new TrunkHeaders(trunk).Read((SipRequest)SipParser.Parse(Encoding.UTF8.GetBytes(
            "INVITE sip:+15550100@gateway SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKx\r\nMax-Forwards: 70\r\n"
            + $"{To}Call-ID: 1\r\nCSeq: 1 INVITE\r\nContact: <sip:192.0.2.1>\r\n{headers}Content-Length: 0\r\n\r\n")).Message!);

        var facts = Read(To + headers, new WebhooksOptions { Numbers = numbers, Headers = new EdgelessHeaderOptions { WithheldNumbers = ["+15551111"] } });

        Assert.Equal(
            (edge.Dialled, edge.DialledAsSent, edge.Caller, edge.CallerAsSent, edge.CallerName),
            (facts.Dialled, facts.DialledAsSent, facts.Caller, facts.CallerAsSent, facts.CallerName));
    }

    [Theory]
    [InlineData("", "+15550102")]
    [InlineData("to", "")]
    [InlineData("diversion-last", "+15550101")]
    [InlineData("history-info", "+15550103")]
    [InlineData("p-called-party-id", "+15550105")]
    [InlineData("header:X-DID", "1-555-0106")]
    [InlineData("header:x-called", "+15550107")]
    [InlineData("header:X-Missing,diversion", "+15550102")]
    public void The_dialled_number_is_where_the_carrier_writes_it_and_the_project_is_no_number(string places, string dialled)
    {
        const string diverted =
            "To: <sip:proj_abc@sip.api.openai.com>\r\nDiversion: <sip:+15550102@sbc.example>;reason=no-answer, <sip:+15550101@sbc.example>;reason=unconditional\r\n"
            + "History-Info: <sip:+15550103@sbc.example>;index=1, <sip:+15550104@sbc.example>;index=1.1\r\nP-Called-Party-ID: <sip:+15550105@sbc.example>\r\n"
            + "X-DID: 1-555-0106\r\nX-Called: \"Shop\" <sip:+15550107@sbc.example>\r\n";
        var options = new WebhooksOptions { Headers = new EdgelessHeaderOptions { Dialled = places.Split(',', StringSplitOptions.RemoveEmptyEntries) } };

        Assert.Equal(dialled, Read(diverted + From, options).Dialled);
    }

    [Fact]
    public void Of_two_From_headers_none_is_believed()
    {
        var facts = Read(To + From + "f: <sip:+15550000@b.example>\r\n", new WebhooksOptions());

        Assert.Equal(("", null), (facts.Caller, facts.CallerName));
    }

    [Fact]
    public void A_withheld_caller_is_not_in_the_sites_own_header_either()
    {
        var facts = Read(
            To + From + "Privacy: id\r\nX-CLI: +15550199\r\nX-Shop: 7\r\n", new WebhooksOptions { Headers = new EdgelessHeaderOptions { Caller = ["header:x-cli"] } });

        Assert.Equal("", facts.Caller);
        Assert.Equal(["To", "Privacy", "X-Shop"], facts.Headers.Select(header => header.Key));
    }

    [Fact]
    public void A_withheld_caller_and_credentials_are_in_no_header_either()
    {
        var facts = Read(
            To + From + "Privacy: id\r\nP-Asserted-Identity: <sip:+15550199@c.example>\r\nContact: <sip:+15550199@192.0.2.1>\r\nAuthorization: Digest x\r\nX-Shop: 7\r\n", new WebhooksOptions());

        Assert.Equal(["To", "Privacy", "X-Shop"], facts.Headers.Select(header => header.Key));
    }

    [Theory]
    [InlineData("Dialled", "request-uri", false)]
    [InlineData("Caller", "too", false)]
    [InlineData("Dialled", "header:X Y", false)]
    [InlineData("Caller", "header:X-Caller", true)]
    [InlineData("Dialled", "Diversion-Last", true)]
    public void Unknown_places_are_told(string key, string place, bool good)
    {
        var headers = new EdgelessHeaderOptions { Dialled = key == "Dialled" ? [place] : [], Caller = key == "Caller" ? [place] : [] };

        Assert.Equal(good ? [] : [$"Webhooks:Headers:{key}:0 '{place}'"], EdgelessHeaders.Faults("Webhooks:Headers", headers).Select(fault => fault.Split(" is not")[0]));
    }

    [Theory]
    [InlineData("\"unfinished <sip:+1555@a.example>")]
    [InlineData("<sip:+1555@a.example")]
    [InlineData("<<<>>>")]
    [InlineData(",,,")]
    [InlineData("\"\\")]
    [InlineData("<sip:@>")]
    [InlineData("<>")]
    public void Hostile_forms_tell_nobody_and_do_no_harm(string value) => Assert.Equal("", Read(To + $"From: {value}\r\n", new WebhooksOptions()).Caller);

    private static CallFacts Read(string headers, WebhooksOptions options) => new EdgelessHeaders(options).Read(new IncomingCall(
        RealtimeCallId.Parse("rtc_1"),
        [.. headers.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(": ", 2)).Select(parts => KeyValuePair.Create(parts[0], parts[1]))],
        "srtp"));
}
