using Realtime.Sip.Authentication;
using Realtime.Sip.Messages;
using Realtime.Sip.Tests.Dialogs;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.Authentication;

public sealed class DigestExchangeTests
{
    private readonly DigestExchange _exchange = new(new DigestClient(new SipCredentials("gateway", "secret")));
    private readonly SipRequest _invite = SipMessages.Request(SipText.Request("INVITE", extra: "X-Test: kept", body: "v=0"));

    [Fact]
    public void A_challenge_is_answered_with_the_next_number_and_all_the_rest_unchanged()
    {
        Assert.True(_exchange.TryAnswer(Response(401, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n1\", qop=\"auth\", opaque=\"o\", algorithm=MD5")));

        var again = _exchange.Repeat(_invite, 2);

        Assert.Equal(new CSeq(2, SipMethod.Invite), again.CSeq);
        Assert.Equal((_invite.CallId, _invite.From.ToString(), _invite.To.ToString()), (again.CallId, again.From.ToString(), again.To.ToString()));
        Assert.Equal("kept", again.Headers.First("X-Test"));
        Assert.Equal(3, again.Body.Length);
        var authorization = again.Headers.First(SipHeaderId.Authorization)!;
        Assert.Contains("username=\"gateway\", realm=\"r\", nonce=\"n1\", uri=\"sip:bob@192.0.2.1\"", authorization, StringComparison.Ordinal);
        Assert.Contains("opaque=\"o\", qop=auth", authorization, StringComparison.Ordinal);
        Assert.EndsWith("nc=00000001", authorization, StringComparison.Ordinal);
    }

    [Fact]
    public void A_carrier_whose_nodes_have_each_their_realm_is_answered_by_the_fifth_too()
    {
        var client = new DigestClient(new SipCredentials("gateway", "secret"));
        for (var node = 1; node <= 6; node++)
        {
            var exchange = new DigestExchange(client);

            Assert.True(exchange.TryAnswer(Response(401, $"WWW-Authenticate: Digest realm=\"node{node}\", nonce=\"n\", qop=\"auth\"")));
            Assert.Contains($"realm=\"node{node}\"", string.Join('\n', exchange.Repeat(_invite, 2).Headers.Select(header => header.Value)), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_strongest_algorithm_is_taken_and_unknown_ones_are_left_aside()
    {
        Assert.True(_exchange.TryAnswer(Response(
            401,
            "WWW-Authenticate: Digest realm=\"r\", nonce=\"a\", algorithm=MD5, qop=\"auth\"\n"
            + "WWW-Authenticate: Digest realm=\"r\", nonce=\"b\", algorithm=SHA-256, qop=\"auth\"\n"
            + "WWW-Authenticate: Digest realm=\"r\", nonce=\"c\", algorithm=SHA-512-256, qop=\"auth\"")));

        var authorization = Assert.Single(_exchange.Repeat(_invite, 2).Headers, header => header.Id == SipHeaderId.Authorization).Value;
        Assert.Contains("nonce=\"b\"", authorization, StringComparison.Ordinal);
        Assert.Contains("algorithm=SHA-256", authorization, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_password_is_not_tried_again_but_a_stale_nonce_is()
    {
        Assert.True(_exchange.TryAnswer(Response(407, "Proxy-Authenticate: Digest realm=\"r\", nonce=\"n1\"")));
        Assert.True(_exchange.TryAnswer(Response(407, "Proxy-Authenticate: Digest realm=\"r\", nonce=\"n2\", stale=TRUE")));
        Assert.False(_exchange.TryAnswer(Response(407, "Proxy-Authenticate: Digest realm=\"r\", nonce=\"n3\"")));
    }

    [Fact]
    public void A_peer_that_calls_every_nonce_stale_is_not_answered_for_ever()
    {
        var answers = Enumerable.Range(0, 10).Count(i => _exchange.TryAnswer(Response(401, $"WWW-Authenticate: Digest realm=\"r\", nonce=\"n{i}\", stale=true")));

        Assert.Equal(DigestExchange.MaxRepeats, answers);
    }

    [Fact]
    public void A_proxy_and_the_peer_behind_it_are_both_answered()
    {
        Assert.True(_exchange.TryAnswer(Response(407, "Proxy-Authenticate: Digest realm=\"edge\", nonce=\"n1\", qop=\"auth\"")));
        Assert.True(_exchange.TryAnswer(Response(401, "WWW-Authenticate: Digest realm=\"core\", nonce=\"n2\", qop=\"auth\"")));

        var again = _exchange.Repeat(_invite, 3);

        Assert.Contains("realm=\"edge\"", again.Headers.First(SipHeaderId.ProxyAuthorization), StringComparison.Ordinal);
        Assert.Contains("realm=\"core\"", again.Headers.First(SipHeaderId.Authorization), StringComparison.Ordinal);
    }

    [Fact]
    public void Later_requests_carry_credentials_from_the_start_and_count()
    {
        var client = new DigestClient(new SipCredentials("gateway", "secret"));
        var exchange = new DigestExchange(client);
        Assert.True(exchange.TryAnswer(Response(401, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n1\", qop=\"auth\"")));
        var invite = exchange.Repeat(_invite, 2);
        var bye = SipMessages.Request(SipText.Request("BYE", toTag: "b"));
        client.Authorize(bye);
        var ack = SipMessages.Request(SipText.Request("ACK", toTag: "b"));
        client.Authorize(ack);

        Assert.EndsWith("nc=00000002", bye.Headers.First(SipHeaderId.Authorization), StringComparison.Ordinal);
        Assert.Equal(invite.Headers.First(SipHeaderId.Authorization), ack.Headers.First(SipHeaderId.Authorization));
    }

    [Fact]
    public void A_realm_that_is_not_ours_gets_no_digest()
    {
        var exchange = new DigestExchange(new DigestClient(new SipCredentials("gateway", "secret", "carrier.example")));

        Assert.False(exchange.TryAnswer(Response(401, "WWW-Authenticate: Digest realm=\"elsewhere\", nonce=\"n1\"")));
        Assert.True(exchange.TryAnswer(Response(401, "WWW-Authenticate: Digest realm=\"carrier.example\", nonce=\"n1\"")));
    }

    [Theory]
    [InlineData(403, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\"")]
    [InlineData(401, "X-None: 1")]
    [InlineData(401, "WWW-Authenticate: Basic realm=\"r\"")]
    [InlineData(401, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth-int\"")]
    [InlineData(401, "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", algorithm=MD5-sess")]
    public void What_cannot_be_answered_is_final(int status, string header) => Assert.False(_exchange.TryAnswer(Response(status, header)));

    private static SipResponse Response(int status, string header) =>
        SipMessages.Response(SipText.Response(SipText.Request("INVITE"), status, toTag: "b", extra: header));
}
