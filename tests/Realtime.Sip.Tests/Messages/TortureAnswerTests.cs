using Realtime.Sip.Tests.Dialogs;
using Xunit;

namespace Realtime.Sip.Tests.Messages;

/// <summary>What an endpoint whose line is busy (486) answers to each request of RFC 4475 and RFC 5118; it registers nobody (405).</summary>
public sealed class TortureAnswerTests
{
    private const int Silence = 0;

    private static readonly Dictionary<string, int> Answers = new()
    {
        // Its top branch is of RFC 2543: peers that old are not served.
        ["rfc4475-3.1.1.01-tortuous-invite"] = 400,
        ["rfc4475-3.1.1.02-wide-range-of-characters"] = 405,
        ["rfc4475-3.1.1.03-percent-escapes"] = 486,
        ["rfc4475-3.1.1.04-escaped-nulls"] = 405,
        ["rfc4475-3.1.1.05-percent-that-is-no-escape"] = 405,
        ["rfc4475-3.1.1.06-no-space-before-bracket"] = 200,

        // The same: its top Via has no branch.
        ["rfc4475-3.1.1.07-long-values"] = 400,
        ["rfc4475-3.1.1.08-octets-behind-the-body"] = 405,
        ["rfc4475-3.1.1.09-semicolon-in-user"] = 200,
        ["rfc4475-3.1.1.10-varied-transports"] = 200,
        ["rfc4475-3.1.1.11-multipart-mime"] = 405,

        // What an answer would copy cannot be read.
        ["rfc4475-3.1.2.01-extra-separators"] = Silence,
        ["rfc4475-3.1.2.02-content-length-too-large"] = 400,
        ["rfc4475-3.1.2.03-negative-content-length"] = 400,
        ["rfc4475-3.1.2.04-max-forwards-too-large"] = 400,
        ["rfc4475-3.1.2.04-request-scalars-too-large"] = Silence,
        ["rfc4475-3.1.2.06-unterminated-quote"] = Silence,
        ["rfc4475-3.1.2.07-brackets-around-request-uri"] = 400,
        ["rfc4475-3.1.2.08-space-in-request-uri"] = 400,
        ["rfc4475-3.1.2.09-two-spaces-in-request-line"] = 400,
        ["rfc4475-3.1.2.10-space-at-end-of-request-line"] = 400,
        ["rfc4475-3.1.2.11-headers-in-request-uri"] = 400,
        ["rfc4475-3.1.2.12-bad-time-zone-in-date"] = 486,
        ["rfc4475-3.1.2.13-contact-needs-brackets"] = 400,
        ["rfc4475-3.1.2.14-spaces-in-address"] = Silence,
        ["rfc4475-3.1.2.15-comma-in-display-name"] = Silence,
        ["rfc4475-3.1.2.16-unknown-version"] = 505,
        ["rfc4475-3.1.2.17-cseq-names-another-method"] = 400,
        ["rfc4475-3.1.2.18-cseq-names-another-unknown-method"] = 400,
        ["rfc4475-3.2.1-branch-is-only-the-cookie"] = 400,
        ["rfc4475-3.3.01-required-headers-missing"] = Silence,
        ["rfc4475-3.3.02-unknown-scheme"] = 416,
        ["rfc4475-3.3.03-atypical-scheme"] = 416,
        ["rfc4475-3.3.04-unknown-schemes-in-headers"] = 405,
        ["rfc4475-3.3.05-unknown-required-extensions"] = 420,

        // What a body means is for who takes the call.
        ["rfc4475-3.3.06-unknown-content-type"] = 486,
        ["rfc4475-3.3.07-unknown-authorization-scheme"] = 405,
        ["rfc4475-3.3.08-repeated-single-headers"] = 400,
        ["rfc4475-3.3.09-two-content-lengths"] = 400,

        // OPTIONS that traces the path has arrived.
        ["rfc4475-3.3.11-max-forwards-zero"] = 200,
        ["rfc4475-3.3.12-contact-parameter"] = 405,
        ["rfc4475-3.3.13-contact-uri-parameter"] = 405,
        ["rfc4475-3.3.14-contact-uri-with-headers"] = 405,
        ["rfc4475-3.3.15-accept-without-sdp"] = 486,
        ["rfc4475-3.4.1-rfc-2543-request"] = 400,
        ["rfc5118-4.01-ip6-reference"] = 405,
        ["rfc5118-4.02-ip6-without-brackets"] = 400,
        ["rfc5118-4.03-port-within-brackets"] = 405,
        ["rfc5118-4.04-port-behind-brackets"] = 405,
        ["rfc5118-4.05-received-with-brackets"] = 405,
        ["rfc5118-4.05-received-without-brackets"] = 405,
        ["rfc5118-4.06-ip6-in-session-description"] = 486,
        ["rfc5118-4.07-both-address-families-in-headers"] = 481,
        ["rfc5118-4.08-both-address-families-in-session-description"] = 486,
        ["rfc5118-4.09-ip4-mapped-addresses"] = 486,
        ["rfc5118-4.10-third-colon-before-ip4"] = 200,
    };

    public static TheoryData<string> Files => [.. TortureFiles.Names];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_torture_request_gets_its_answer_and_a_response_none(string file)
    {
        await using var rig = await SipRig.StartAsync(endpoint => endpoint.OnInvite((_, invite, _) =>
        {
            invite.Respond(486);
            return Task.CompletedTask;
        }));

        rig.Wire.Receive(TortureFiles.Read(file));

        var isResponse = TortureFiles.Read(file).AsSpan().StartsWith("SIP/2.0 "u8);
        Assert.True(isResponse || Answers.ContainsKey(file), "Each request needs its answer here.");
        Assert.Equal(isResponse ? Silence : Answers[file], rig.Wire.IsSilent ? Silence : Assert.Single(rig.Wire.Sent).Status);
    }
}
