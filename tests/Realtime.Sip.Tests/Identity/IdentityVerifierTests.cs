using System.Text;
using Realtime.Sip.Identity;
using Realtime.Sip.Messages;
using Realtime.Sip.Tests.Dialogs;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.Identity;

public sealed class IdentityVerifierTests : IDisposable
{
    private const string Address = "https://cert.example.org/passport.cer";

    /// <summary>RFC 8225 appendix A: its token.</summary>
    private const string RfcToken =
        "eyJhbGciOiJFUzI1NiIsInR5cCI6InBhc3Nwb3J0IiwieDV1IjoiaHR0cHM6Ly9jZXJ0LmV4YW1wbGUub3JnL3Bhc3Nwb3J0LmNlciJ9."
        + "eyJkZXN0Ijp7InVyaSI6WyJzaXA6YWxpY2VAZXhhbXBsZS5jb20iXX0sImlhdCI6MTQ3MTM3NTQxOCwib3JpZyI6eyJ0biI6IjEyMTU1NTUxMjEyIn19."
        + "VLBCIVDCaeK6M4hLJb6SHQvacAQVvoiiEOWQ_iUkqk79UD81fHQ0E1b3_GluIkba7UWYRM47ZbNFdOJquE35cw";

    private readonly ManualTimeProvider _time = new();
    private readonly CallSigner _signer;

    public IdentityVerifierTests() => _signer = new CallSigner(_time.GetUtcNow());

    private DateTimeOffset Now => _time.GetUtcNow();

    public void Dispose() => _signer.Dispose();

    [Fact]
    public void The_example_of_RFC_8225_is_read()
    {
        Assert.True(Passport.TryParse(RfcToken, out var passport));

        Assert.Equal(("ES256", (string?)null, Address), (passport.Algorithm, passport.Kind, passport.CertificateAddress));
        Assert.Equal((1471375418L, "12155551212"), (passport.IssuedAt.ToUnixTimeSeconds(), passport.OriginNumber));
        Assert.Equal("sip:alice@example.com", Assert.Single(passport.DestinationUris));
        Assert.Empty(passport.DestinationNumbers);
        Assert.Equal(64, passport.Signature.Length);
        Assert.Equal(RfcToken[..RfcToken.LastIndexOf('.')], Encoding.ASCII.GetString(passport.SignedText));
    }

    [Fact]
    public async Task A_call_signed_without_attestation_passes_without_one()
    {
        var verdict = await VerifyAsync(_signer.Identity("12155551212", "12125551213", Now, Address, kind: null));

        Assert.Equal(new IdentityVerdict(IdentityResult.Passed, Signer: CallSigner.ServiceProvider, SignedNumber: "12155551212"), verdict);
    }

    [Theory]
    [InlineData("A")]
    [InlineData("B")]
    [InlineData("C")]
    public async Task A_signed_call_passes_with_its_attestation(string attestation)
    {
        var verdict = await VerifyAsync(Identity(attestation: attestation));

        Assert.Equal((IdentityResult.Passed, attestation, "TN-Validation-Passed"), (verdict.Result, verdict.Attestation, verdict.Verstat));
        Assert.Equal("123e4567-e89b-12d3-a456-426655440000", verdict.OriginId);
        Assert.Null(verdict.Refusal);
    }

    [Fact]
    public async Task A_call_without_signature_is_not_validated()
    {
        var verdict = await VerifyAsync();

        Assert.Equal((IdentityResult.Missing, "No-TN-Validation", 428), (verdict.Result, verdict.Verstat, verdict.Refusal!.Value.Status));
    }

    [Fact]
    public async Task A_signature_for_other_numbers_fails()
    {
        var verdicts = new[]
        {
            await VerifyAsync(Identity(from: "12155550000")),
            await VerifyAsync(Identity(to: "12125550000")),
        };

        Assert.All(verdicts, verdict => Assert.Equal(
            (IdentityResult.OtherNumbers, "TN-Validation-Failed", 438), (verdict.Result, verdict.Verstat, verdict.Refusal!.Value.Status)));
    }

    [Theory]
    [InlineData(-61)]
    [InlineData(61)]
    public async Task A_signature_of_another_time_is_stale(int seconds)
    {
        var verdict = await VerifyAsync(Identity(at: Now.AddSeconds(seconds)));

        Assert.Equal((IdentityResult.Stale, 403, "Stale Date"), (verdict.Result, verdict.Refusal!.Value.Status, verdict.Refusal!.Value.Phrase));
    }

    [Fact]
    public async Task A_changed_token_fails()
    {
        var identity = Identity(attestation: "C");
        var parts = identity.Split('.');
        var claims = Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1])).Replace("\"C\"", "\"A\"", StringComparison.Ordinal);

        var verdict = await VerifyAsync(identity.Replace(parts[1], System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims)), StringComparison.Ordinal));

        Assert.Equal((IdentityResult.BadSignature, (string?)null), (verdict.Result, verdict.Attestation));
    }

    [Fact]
    public async Task A_signer_of_another_authority_is_not_believed()
    {
        using var other = new CallSigner(Now);
        var verifier = new IdentityVerifier(new Certificates(other, Now, _signer), _time, IdentityVerifier.DefaultFreshness);

        var verdict = await verifier.VerifyAsync(Invite(other.Identity("12155551212", "12125551213", Now, Address)), TestContext.Current.CancellationToken);

        Assert.Equal((IdentityResult.Untrusted, 437), (verdict.Result, verdict.Refusal!.Value.Status));
    }

    [Fact]
    public async Task A_signer_without_authority_over_numbers_is_not_believed()
    {
        using var other = new CallSigner(Now, hasAuthority: false);
        var verifier = new IdentityVerifier(new Certificates(other, Now), _time, IdentityVerifier.DefaultFreshness);

        var verdict = await verifier.VerifyAsync(Invite(other.Identity("12155551212", "12125551213", Now, Address)), TestContext.Current.CancellationToken);

        Assert.Equal(IdentityResult.Untrusted, verdict.Result);
    }

    [Fact]
    public async Task An_expired_certificate_is_not_believed()
    {
        var later = Now.AddDays(31);
        var verifier = new IdentityVerifier(new Certificates(_signer, Now), new FixedTime(later), IdentityVerifier.DefaultFreshness);

        var verdict = await verifier.VerifyAsync(Invite(Identity(at: later)), TestContext.Current.CancellationToken);

        Assert.Equal(IdentityResult.Untrusted, verdict.Result);
    }

    [Fact]
    public async Task A_certificate_that_cannot_be_had_leaves_the_call_unvalidated()
    {
        var verifier = new IdentityVerifier(new Certificates(null, Now), _time, IdentityVerifier.DefaultFreshness);

        var verdict = await verifier.VerifyAsync(Invite(Identity()), TestContext.Current.CancellationToken);

        Assert.Equal((IdentityResult.BadInfo, "No-TN-Validation", 436), (verdict.Result, verdict.Verstat, verdict.Refusal!.Value.Status));
    }

    [Fact]
    public async Task One_of_several_signatures_is_enough_and_other_kinds_are_left_aside()
    {
        var verdict = await VerifyAsync("abc;info=<https://x>;alg=ES256;ppt=div", Identity(at: Now.AddMinutes(-9)), Identity(attestation: "B"));

        Assert.Equal((IdentityResult.Passed, "B"), (verdict.Result, verdict.Attestation));
        Assert.Equal(IdentityResult.Unsupported, (await VerifyAsync("abc;info=<https://x>;alg=ES256;ppt=div")).Result);
        Assert.Equal(IdentityResult.Unsupported, (await VerifyAsync("abc;info=<https://x>;alg=RS256")).Result);
    }

    [Fact]
    public async Task The_networks_word_about_the_caller_counts()
    {
        var invite = Invite(Identity(from: "13035550100"));
        invite.Headers.Add(SipHeaderId.PAssertedIdentity, "<tel:+1-303-555-0100;verstat=No-TN-Validation>");

        Assert.Equal(IdentityResult.Passed, (await VerifyAsync(invite)).Result);
    }

    [Fact]
    public async Task A_call_that_was_led_elsewhere_counts_by_its_request_URI()
    {
        var invite = Invite(Identity(to: "19995550123"));
        invite.RequestUri = SipUri.Parse("sip:+19995550123@192.0.2.1;user=phone");

        Assert.Equal(IdentityResult.Passed, (await VerifyAsync(invite)).Result);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData(";info=<https://x>")]
    [InlineData("a.b.c;info=<https://x>;alg=ES256;ppt=shaken")]
    [InlineData("a.b.c;info=<https://x;alg=ES256")]
    [InlineData("a.b.c;alg=ES256;ppt=shaken")]
    [InlineData("..c2ln;info=<https://x>;alg=ES256;ppt=shaken")]
    public async Task What_cannot_be_read_is_malformed(string value) => Assert.Equal(IdentityResult.Malformed, (await VerifyAsync(value)).Result);

    [Fact]
    public async Task Header_and_token_have_to_agree()
    {
        var identity = Identity();

        Assert.Equal(IdentityResult.Malformed, (await VerifyAsync(identity.Replace("info=<https://cert.example.org", "info=<https://cert.example.com", StringComparison.Ordinal))).Result);
        Assert.Equal(IdentityResult.Malformed, (await VerifyAsync(identity.Replace(";ppt=\"shaken\"", "", StringComparison.Ordinal))).Result);
        Assert.Equal(IdentityResult.Malformed, (await VerifyAsync(Identity(attestation: "D"))).Result);
    }

    [Fact]
    public async Task No_prefix_and_no_changed_byte_of_a_header_throws_or_passes()
    {
        var identity = Identity();
        for (var at = 0; at < identity.Length; at += 3)
        {
            Assert.NotEqual(IdentityResult.Passed, (await VerifyAsync(identity[..at])).Result);
            var changed = identity.ToCharArray();
            changed[at] = changed[at] == 'x' ? 'y' : 'x';
            await VerifyAsync(new string(changed));
        }
    }

    [Theory]
    [InlineData("+1 (215) 555-1212", "12155551212")]
    [InlineData("2155551212;phone-context=+1", "2155551212")]
    [InlineData("*69", "*69")]
    [InlineData("alice", null)]
    [InlineData("", null)]
    [InlineData("1+2", null)]
    [InlineData("1234567890123456789012345", null)]
    public void Numbers_are_compared_by_their_digits(string text, string? canonical) => Assert.Equal(canonical, TelephoneNumber.Canonical(text));

    private string Identity(string from = "12155551212", string to = "12125551213", DateTimeOffset? at = null, string attestation = "A") =>
        _signer.Identity(from, to, at ?? Now, Address, attestation);

    private Task<IdentityVerdict> VerifyAsync(params string[] identities) => VerifyAsync(Invite(identities));

    private async Task<IdentityVerdict> VerifyAsync(SipRequest invite) =>
        await new IdentityVerifier(new Certificates(_signer, Now), _time, IdentityVerifier.DefaultFreshness).VerifyAsync(invite, TestContext.Current.CancellationToken);

    private static SipRequest Invite(params string[] identities)
    {
        var invite = SipMessages.Request("""
            INVITE sip:gateway@192.0.2.1 SIP/2.0
            Via: SIP/2.0/UDP 198.51.100.7;branch=z9hG4bK1
            From: <sip:+1-215-555-1212@example.net;user=phone>;tag=a
            To: <sip:+12125551213@example.com;user=phone>
            Call-ID: c
            CSeq: 1 INVITE
            Contact: <sip:198.51.100.7>
            Max-Forwards: 70
            """);
        foreach (var identity in identities)
        {
            invite.Headers.Add(SipHeaderId.Identity, identity);
        }

        return invite;
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }

    private sealed class Certificates(CallSigner? signer, DateTimeOffset now, CallSigner? trusted = null) : IIdentityCertificates
    {
        public ValueTask<IdentityCertificate?> GetAsync(string address, CancellationToken cancellationToken) => ValueTask.FromResult(
            signer is null || address != Address ? null : IdentityCertificate.Read(Encoding.ASCII.GetBytes(signer.Pem), (trusted ?? signer).Anchors, now));
    }
}
