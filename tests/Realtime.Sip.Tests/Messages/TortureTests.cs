using System.Text;
using Realtime.Sip.Messages;
using Realtime.Sip.Sdp;
using Xunit;

namespace Realtime.Sip.Tests.Messages;

/// <summary>The cases of RFC 4475 (SIP torture test messages) and RFC 5118 (the same for IPv6), section by section.</summary>
public sealed class TortureTests
{
    /// <summary>What becomes of each file. What an upper layer has to answer (unknown schemes, extensions, zero Max-Forwards) is a valid message here.</summary>
    private static readonly Dictionary<string, SipRejection> Outcomes = new()
    {
        ["rfc4475-3.1.1.01-tortuous-invite"] = SipRejection.None,
        ["rfc4475-3.1.1.02-wide-range-of-characters"] = SipRejection.None,
        ["rfc4475-3.1.1.03-percent-escapes"] = SipRejection.None,
        ["rfc4475-3.1.1.04-escaped-nulls"] = SipRejection.None,
        ["rfc4475-3.1.1.05-percent-that-is-no-escape"] = SipRejection.None,
        ["rfc4475-3.1.1.06-no-space-before-bracket"] = SipRejection.None,
        ["rfc4475-3.1.1.07-long-values"] = SipRejection.None,
        ["rfc4475-3.1.1.08-octets-behind-the-body"] = SipRejection.None,
        ["rfc4475-3.1.1.09-semicolon-in-user"] = SipRejection.None,
        ["rfc4475-3.1.1.10-varied-transports"] = SipRejection.None,
        ["rfc4475-3.1.1.11-multipart-mime"] = SipRejection.None,
        ["rfc4475-3.1.1.12-unusual-reason-phrase"] = SipRejection.None,
        ["rfc4475-3.1.1.13-empty-reason-phrase"] = SipRejection.None,
        ["rfc4475-3.1.2.01-extra-separators"] = SipRejection.MalformedVia,
        ["rfc4475-3.1.2.02-content-length-too-large"] = SipRejection.BodyTruncated,
        ["rfc4475-3.1.2.03-negative-content-length"] = SipRejection.MalformedContentLength,
        ["rfc4475-3.1.2.04-max-forwards-too-large"] = SipRejection.MalformedMaxForwards,
        ["rfc4475-3.1.2.04-request-scalars-too-large"] = SipRejection.MalformedCSeq,
        ["rfc4475-3.1.2.05-response-scalars-too-large"] = SipRejection.MalformedCSeq,
        ["rfc4475-3.1.2.06-unterminated-quote"] = SipRejection.MalformedTo,
        ["rfc4475-3.1.2.07-brackets-around-request-uri"] = SipRejection.MalformedRequestUri,
        ["rfc4475-3.1.2.08-space-in-request-uri"] = SipRejection.MalformedRequestUri,
        ["rfc4475-3.1.2.09-two-spaces-in-request-line"] = SipRejection.MalformedRequestUri,
        ["rfc4475-3.1.2.10-space-at-end-of-request-line"] = SipRejection.MalformedStartLine,
        ["rfc4475-3.1.2.11-headers-in-request-uri"] = SipRejection.MalformedRequestUri,

        // §3.1.2.12 lets a reader that has no use for Date pass it by.
        ["rfc4475-3.1.2.12-bad-time-zone-in-date"] = SipRejection.None,
        ["rfc4475-3.1.2.13-contact-needs-brackets"] = SipRejection.MalformedContact,
        ["rfc4475-3.1.2.14-spaces-in-address"] = SipRejection.MalformedTo,
        ["rfc4475-3.1.2.15-comma-in-display-name"] = SipRejection.MalformedFrom,
        ["rfc4475-3.1.2.16-unknown-version"] = SipRejection.VersionNotSupported,
        ["rfc4475-3.1.2.17-cseq-names-another-method"] = SipRejection.CSeqMethodMismatch,
        ["rfc4475-3.1.2.18-cseq-names-another-unknown-method"] = SipRejection.CSeqMethodMismatch,
        ["rfc4475-3.1.2.19-status-code-too-large"] = SipRejection.StatusCodeOutOfRange,
        ["rfc4475-3.2.1-branch-is-only-the-cookie"] = SipRejection.None,
        ["rfc4475-3.3.01-required-headers-missing"] = SipRejection.MissingFrom,
        ["rfc4475-3.3.02-unknown-scheme"] = SipRejection.None,
        ["rfc4475-3.3.03-atypical-scheme"] = SipRejection.None,
        ["rfc4475-3.3.04-unknown-schemes-in-headers"] = SipRejection.None,
        ["rfc4475-3.3.05-unknown-required-extensions"] = SipRejection.None,
        ["rfc4475-3.3.06-unknown-content-type"] = SipRejection.None,
        ["rfc4475-3.3.07-unknown-authorization-scheme"] = SipRejection.None,
        ["rfc4475-3.3.08-repeated-single-headers"] = SipRejection.RepeatedHeader,
        ["rfc4475-3.3.09-two-content-lengths"] = SipRejection.RepeatedHeader,
        ["rfc4475-3.3.10-broadcast-via-in-response"] = SipRejection.None,
        ["rfc4475-3.3.11-max-forwards-zero"] = SipRejection.None,
        ["rfc4475-3.3.12-contact-parameter"] = SipRejection.None,
        ["rfc4475-3.3.13-contact-uri-parameter"] = SipRejection.None,
        ["rfc4475-3.3.14-contact-uri-with-headers"] = SipRejection.None,
        ["rfc4475-3.3.15-accept-without-sdp"] = SipRejection.None,
        ["rfc4475-3.4.1-rfc-2543-request"] = SipRejection.None,
        ["rfc5118-4.01-ip6-reference"] = SipRejection.None,
        ["rfc5118-4.02-ip6-without-brackets"] = SipRejection.MalformedRequestUri,
        ["rfc5118-4.03-port-within-brackets"] = SipRejection.None,
        ["rfc5118-4.04-port-behind-brackets"] = SipRejection.None,
        ["rfc5118-4.05-received-with-brackets"] = SipRejection.None,
        ["rfc5118-4.05-received-without-brackets"] = SipRejection.None,
        ["rfc5118-4.06-ip6-in-session-description"] = SipRejection.None,
        ["rfc5118-4.07-both-address-families-in-headers"] = SipRejection.None,
        ["rfc5118-4.08-both-address-families-in-session-description"] = SipRejection.None,
        ["rfc5118-4.09-ip4-mapped-addresses"] = SipRejection.None,
        ["rfc5118-4.10-third-colon-before-ip4"] = SipRejection.None,
    };

    /// <summary>Refused requests that cannot be answered, because what an answer copies is itself broken.</summary>
    private static readonly HashSet<string> Unanswerable =
    [
        "rfc4475-3.1.2.01-extra-separators",
        "rfc4475-3.1.2.04-request-scalars-too-large",
        "rfc4475-3.1.2.06-unterminated-quote",
        "rfc4475-3.1.2.14-spaces-in-address",
        "rfc4475-3.1.2.15-comma-in-display-name",
        "rfc4475-3.3.01-required-headers-missing",
    ];

    public static TheoryData<string> Files => [.. TortureFiles.Names];

    [Fact]
    public void Every_file_has_its_outcome_and_every_outcome_its_file() => Assert.Equal(Outcomes.Keys.Order(StringComparer.Ordinal), TortureFiles.Names);

    [Theory]
    [MemberData(nameof(Files))]
    public void A_torture_message_meets_its_outcome(string file)
    {
        var bytes = TortureFiles.Read(file);

        var result = SipParser.Parse(bytes);

        var isResponse = bytes.AsSpan().StartsWith("SIP/"u8);
        Assert.Equal(Outcomes[file], result.Rejection);
        Assert.Equal(Outcomes[file] == SipRejection.None, result.IsOk);
        Assert.Equal(!result.IsOk && !isResponse && !Unanswerable.Contains(file), result.Answerable is not null);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void What_can_be_answered_gets_an_answer_that_parses(string file)
    {
        var result = SipParser.Parse(TortureFiles.Read(file));
        if (result.Answerable is { } request)
        {
            var (status, phrase) = SipRejections.StatusOf(result.Rejection);
            var answer = SipParser.Parse(SipResponse.CreateFor(request, status, phrase, "t").ToBytes());
            Assert.Equal((status, phrase), (((SipResponse)answer.Message!).StatusCode, ((SipResponse)answer.Message).ReasonPhrase));
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_valid_message_is_written_and_read_back_the_same(string file)
    {
        if (SipParser.Parse(TortureFiles.Read(file)).Message is { } message)
        {
            var written = message.ToBytes();
            var again = SipParser.Parse(written).Message!;

            Assert.Equal(message.Headers.Where(IsNoLength).Select(header => header.ToString()), again.Headers.Where(IsNoLength).Select(header => header.ToString()));
            Assert.Equal(message.Body.ToArray(), again.Body.ToArray());
            Assert.Equal(written, again.ToBytes());
        }
    }

    [Fact]
    public void A_tortuous_invite_is_understood()
    {
        var invite = Request("rfc4475-3.1.1.01-tortuous-invite");

        Assert.Equal("1918181833n", invite.To.Tag);
        Assert.Equal(("J Rosenberg \\\"", "98asjd8"), (invite.From.DisplayName, invite.From.Tag));
        Assert.Equal(new CSeq(9, SipMethod.Invite), invite.CSeq);
        Assert.Equal("newfangled value continued newfangled value", invite.Headers.First("newfangledheader"));
        Assert.Equal(";;,,;;,;", invite.Headers.First("UnknownHeaderWithUnusualValue"));
        Assert.Equal("", invite.Headers.First(SipHeaderId.Subject));
        Assert.Equal(("Quoted string \"\"", "0.33"), (invite.Contact!.DisplayName, invite.Contact.Parameters["q"]));
        var vias = invite.Headers.EnumerateValues(SipHeaderId.Via).Select(value => ViaHeader.Parse(Encoding.UTF8.GetString(value.Span))).ToList();
        Assert.Equal(["390skdjuw", "z9hG4bK9ikj8", "z9hG4bK30239"], vias.Select(via => via.Branch));
        Assert.Equal(["192.0.2.2", "spindle.example.com", "192.168.255.111"], vias.Select(via => via.Host));
        Assert.True(SessionDescription.TryParse(invite.Body, out _));
    }

    [Fact]
    public void All_allowed_characters_are_read_where_they_are_allowed()
    {
        var request = Request("rfc4475-3.1.1.02-wide-range-of-characters");

        Assert.Equal("BEL:\u0007 NUL:\0 DEL:\u007f", request.To.DisplayName);
        Assert.Equal("token1~` token2'+_ token3*%!.-", request.From.DisplayName);
        Assert.Equal("работающий", request.From.Parameters["fromParam''~+*_!.-%"]);
        Assert.Equal("_token~1'+`*%!-.", request.From.Tag);
        Assert.Equal("&it+has=1,weird!*pas$wo~d_too.(doesn't-it)", request.RequestUri.Password);
        Assert.Equal("\ufeff大停電", request.Headers.First("extensionHeader-!.%*+_`'~"));
    }

    [Fact]
    public void Escapes_are_decoded_in_uris_only()
    {
        Assert.Equal("sips:user@example.com", Request("rfc4475-3.1.1.03-percent-escapes").RequestUri.User);
        Assert.Equal("value%41", Request("rfc4475-3.1.1.03-percent-escapes").Contact!.Uri.Parameters["name"]);
        Assert.Equal(["\0", "\0\0"], Addresses("rfc4475-3.1.1.04-escaped-nulls").Select(address => address.Uri.User));
        var request = Request("rfc4475-3.1.1.05-percent-that-is-no-escape");
        Assert.Equal(("RE%47IST%45R", "%Z%45"), (request.Method.Name, request.To.DisplayName));
        Assert.Equal(2, Addresses("rfc4475-3.1.1.05-percent-that-is-no-escape").Count);
    }

    [Fact]
    public void What_follows_the_body_of_a_datagram_is_left_out() =>
        Assert.True(Request("rfc4475-3.1.1.08-octets-behind-the-body").Body.IsEmpty);

    [Fact]
    public void Every_part_of_a_multipart_is_found()
    {
        var request = Request("rfc4475-3.1.1.11-multipart-mime");

        Assert.True(request.TryGetBody("text/plain", out var text) && text.Span.SequenceEqual("Hello"u8));
        Assert.True(request.TryGetBody("application/octet-stream", out var binary));
        Assert.Equal(Enumerable.Range(0, 256).Select(value => (byte)value), binary.ToArray());
    }

    [Fact]
    public void Any_reason_phrase_is_read()
    {
        Assert.Equal("= 2**3 * 5**2 но сто девяносто девять - простое", Response("rfc4475-3.1.1.12-unusual-reason-phrase").ReasonPhrase);
        Assert.Equal("", Response("rfc4475-3.1.1.13-empty-reason-phrase").ReasonPhrase);
    }

    [Fact]
    public void An_rfc_2543_request_has_no_branch_no_tag_and_its_body_to_the_end()
    {
        var request = Request("rfc4475-3.4.1-rfc-2543-request");

        Assert.Equal((null, null), (request.TopVia.Branch, request.From.Tag));
        Assert.True(SessionDescription.TryParse(request.Body, out var sdp) && sdp.Audio is not null);
    }

    [Fact]
    public void Ports_of_ip6_addresses_stand_behind_the_brackets()
    {
        Assert.Equal(("2001:db8::10:5070", null), (Request("rfc5118-4.03-port-within-brackets").RequestUri.Host, Request("rfc5118-4.03-port-within-brackets").RequestUri.Port));
        Assert.Equal(("2001:db8::10", 5070), (Request("rfc5118-4.04-port-behind-brackets").RequestUri.Host, Request("rfc5118-4.04-port-behind-brackets").RequestUri.Port));
        Assert.Equal("2001:db8::9:255", Request("rfc5118-4.05-received-with-brackets").TopVia.Received);
        Assert.Equal("2001:db8::9:255", Request("rfc5118-4.05-received-without-brackets").TopVia.Received);
        Assert.Equal("2001:db8::192.0.2.1", Request("rfc5118-4.10-third-colon-before-ip4").RequestUri.Host);
    }

    [Theory]
    [InlineData("rfc5118-4.06-ip6-in-session-description", "2001:db8::20")]
    [InlineData("rfc5118-4.08-both-address-families-in-session-description", "192.0.2.1,2001:db8::1")]
    [InlineData("rfc5118-4.09-ip4-mapped-addresses", "::ffff:192.0.2.2")]
    public void Addresses_of_both_families_are_seen_in_session_descriptions(string file, string addresses)
    {
        Assert.True(SessionDescription.TryParse(Request(file).Body, out var sdp));
        Assert.Equal(addresses, string.Join(',', sdp.Addresses));
    }

    private static bool IsNoLength(SipHeader header) => header.Id != SipHeaderId.ContentLength;

    private static SipRequest Request(string file) => Assert.IsType<SipRequest>(SipParser.Parse(TortureFiles.Read(file)).Message);

    private static SipResponse Response(string file) => Assert.IsType<SipResponse>(SipParser.Parse(TortureFiles.Read(file)).Message);

    private static List<NameAddress> Addresses(string file) =>
        Request(file).Headers.TryReadAddresses(SipHeaderId.Contact, out var addresses) ? addresses : [];
}
