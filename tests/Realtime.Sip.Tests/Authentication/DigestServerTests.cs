using Realtime.Sip.Authentication;
using Realtime.Sip.Messages;
using Realtime.Sip.Tests.Dialogs;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.Authentication;

public sealed class DigestServerTests
{
    private const string Realm = "gateway.test";

    private static readonly DigestAlgorithm[] Both = [DigestAlgorithm.Md5, DigestAlgorithm.Sha256];

    private readonly ManualTimeProvider _time = new();
    private readonly DigestServer _server;

    public DigestServerTests() => _server = new DigestServer(_time);

    [Fact]
    public void Challenges_come_with_the_strongest_algorithm_first()
    {
        var response = Challenged(Invite());

        var challenges = response.Headers.Where(header => header.Id == SipHeaderId.WwwAuthenticate).Select(header => header.Value).ToList();
        Assert.Collection(
            challenges,
            first => Assert.Contains("algorithm=SHA-256, qop=\"auth\"", first, StringComparison.Ordinal),
            second => Assert.Contains("algorithm=MD5, qop=\"auth\"", second, StringComparison.Ordinal));
        Assert.DoesNotContain(challenges, challenge => challenge.Contains("stale", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(DigestAlgorithm.Md5)]
    [InlineData(DigestAlgorithm.Sha256)]
    public void The_right_password_is_accepted(DigestAlgorithm algorithm)
    {
        var invite = Answered(Client("secret"), [algorithm]);

        Assert.Equal((DigestResult.Accepted, "trunk"), Check(invite));
    }

    [Fact]
    public void The_wrong_password_and_the_wrong_user_are_refused_alike()
    {
        Assert.Equal((DigestResult.Refused, null), Check(Answered(Client("Secret"))));
        Assert.Equal((DigestResult.Refused, null), Check(Answered(new DigestClient(new SipCredentials("trunk2", "secret")))));
    }

    [Fact]
    public void A_request_without_credentials_is_to_be_challenged()
    {
        Assert.Equal(DigestResult.Missing, Check(Invite()).Result);
        var elsewhere = Invite();
        elsewhere.Headers.Add(SipHeaderId.Authorization, "Digest username=\"a\", realm=\"other\", nonce=\"n\", uri=\"sip:a\", response=\"0\"");
        Assert.Equal(DigestResult.Missing, Check(elsewhere).Result);
    }

    [Fact]
    public void The_same_credentials_are_taken_once()
    {
        var invite = Answered(Client("secret"));
        Assert.Equal(DigestResult.Accepted, Check(invite).Result);

        Assert.Equal(DigestResult.Replayed, Check(invite).Result);
    }

    [Fact]
    public void A_nonce_serves_several_requests_that_may_overtake_each_other()
    {
        var client = Client("secret");
        var first = Answered(client);
        var second = Invite();
        client.Authorize(second);
        var third = Invite();
        client.Authorize(third);

        Assert.Equal(DigestResult.Accepted, Check(third).Result);
        Assert.Equal(DigestResult.Accepted, Check(first).Result);
        Assert.Equal(DigestResult.Accepted, Check(second).Result);
        Assert.Equal(DigestResult.Replayed, Check(second).Result);
    }

    [Fact]
    public void An_old_nonce_is_stale_for_who_knows_the_password_only()
    {
        var right = Answered(Client("secret"));
        var wrong = Answered(Client("guess"));
        _time.Advance(DigestServer.DefaultNonceLifetime + TimeSpan.FromSeconds(1));

        Assert.Equal(DigestResult.Stale, Check(right).Result);
        Assert.Equal(DigestResult.Refused, Check(wrong).Result);
    }

    [Fact]
    public void A_nonce_from_before_the_restart_is_stale()
    {
        var invite = Answered(Client("secret"));

        Assert.Equal(DigestResult.Stale, Check(invite, new DigestServer(_time)).Result);
    }

    [Fact]
    public void A_client_that_does_not_count_gets_one_request_out_of_a_nonce()
    {
        var nonce = DigestChallenge.ReadAll(Challenged(Invite()))[0].Nonce;
        var invite = Invite();
        var plain = new DigestCredentials { Username = "trunk", Realm = Realm, Nonce = nonce, Uri = "sip:bob@192.0.2.1", Response = "" };
        var response = plain.Compute(DigestCredentials.HashA1(DigestAlgorithm.Md5, "trunk", Realm, "secret"), "INVITE");
        invite.Headers.Add(SipHeaderId.Authorization, (plain with { Response = response }).ToString());

        Assert.Equal(DigestResult.Accepted, Check(invite).Result);
        Assert.Equal(DigestResult.Replayed, Check(invite).Result);
    }

    [Fact]
    public void Credentials_for_another_number_are_refused()
    {
        var invite = Answered(Client("secret"));
        invite.RequestUri = SipUri.Parse("sip:premium@192.0.2.1");

        Assert.Equal(DigestResult.Refused, Check(invite).Result);
    }

    [Fact]
    public void An_algorithm_that_was_not_offered_is_not_taken()
    {
        var invite = Answered(Client("secret"), [DigestAlgorithm.Md5]);

        Assert.Equal(DigestResult.Malformed, _server.Check(invite, Realm, [DigestAlgorithm.Sha256], Find).Result);
    }

    [Fact]
    public void Forgetting_a_nonce_does_not_permit_its_replay()
    {
        var server = new DigestServer(_time, maxUsedNonces: 4);
        var first = Answered(Client("secret"), Both, server);
        Assert.Equal(DigestResult.Accepted, Check(first, server).Result);
        for (var i = 0; i < 10; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.Equal(DigestResult.Accepted, Check(Answered(Client("secret"), Both, server), server).Result);
        }

        Assert.Equal(4, server.UsedNonces);
        Assert.Equal(DigestResult.Stale, Check(first, server).Result);
    }

    [Fact]
    public void A_stranger_takes_no_place_in_the_table()
    {
        for (var i = 0; i < 10; i++)
        {
            Check(Answered(Client("guess")));
        }

        Assert.Equal(0, _server.UsedNonces);
    }

    private static DigestClient Client(string password) => new(new SipCredentials("trunk", password));

    private static SipRequest Invite() => SipMessages.Request(SipText.Request("INVITE"));

    private static DigestUser? Find(string name) => name == "trunk" ? DigestUser.OfPassword(name, () => "secret") : null;

    private (DigestResult Result, string? User) Check(SipRequest request, DigestServer? server = null)
    {
        var (result, user) = (server ?? _server).Check(request, Realm, Both, Find);
        return (result, user?.Name);
    }

    private SipResponse Challenged(SipRequest request, DigestAlgorithm[]? algorithms = null, DigestServer? server = null)
    {
        var response = SipResponse.CreateFor(request, 401);
        (server ?? _server).Challenge(response, Realm, algorithms ?? Both, isStale: false);
        return response;
    }

    /// <summary>The INVITE that follows the challenge.</summary>
    private SipRequest Answered(DigestClient client, DigestAlgorithm[]? algorithms = null, DigestServer? server = null)
    {
        var invite = Invite();
        var exchange = new DigestExchange(client);
        Assert.True(exchange.TryAnswer(Challenged(invite, algorithms, server)));
        return exchange.Repeat(invite, 2);
    }
}
