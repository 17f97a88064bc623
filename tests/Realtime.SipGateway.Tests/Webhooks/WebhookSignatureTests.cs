using System.Globalization;
using System.Text;
using Microsoft.Extensions.Primitives;
using Realtime.SipGateway.OpenAi;
using Realtime.SipGateway.Secrets;
using Realtime.SipGateway.Webhooks;
using Xunit;

namespace Realtime.SipGateway.Tests.Webhooks;

public class WebhookSignatureTests
{
    private const string Secret = "whsec_RdvaYFYUXuIFuEbvZHwMfYFhUf7aMYjYcmM24+Aj40c=";
    private const string Id = "wh_685c059ae39c8190af8c71ed1022a24d";
    private const long Time = 1750861210;
    private const string Signature = "v1,gUAg4R2hWouRZqRQG4uJypNS8YK885G838+EHb4nKBY=";

    private const string Body =
        """{"id": "evt_685c059ae3a481909bdc86819b066fb6", "object": "event", "created_at": 1750861210, "type": "response.completed", "data": {"id": "resp_123"}}""";

    [Fact]
    public void The_vector_of_the_vendors_sdks_is_valid() => Assert.Equal(WebhookSignatureVerdict.Valid, Verify());

    [Theory]
    [InlineData(Secret, "v1,f7OH/n2PaLpIdtx8aueDXc0TzK44D4iBdtlZpyvFJII=")]
    [InlineData("raw-secret-without-prefix", "v1,U0W++XqrVYuL6optJIb36kikF30JtG1jie6NiG6/KA0=")]
    public void The_vectors_of_an_incoming_call_are_valid(string secret, string signature) => Assert.Equal(
        WebhookSignatureVerdict.Valid,
        Verify(
            id: "wh_685342e6c53c8190a1be43f081506c52", timestamp: "1750287078", signature: signature, secrets: [secret], now: 1750287078,
            body: """{"object":"event","id":"evt_685343a1381c819085d44c354e1b330e","type":"realtime.call.incoming","created_at":1750287018,"data":{"call_id":"rtc_u1_9c6574da8b8a41a18da9308f4ad974ce","sip_headers":[{"name":"From","value":"<sip:+14255550112@sip.example.com>;tag=a1"},{"name":"To","value":"<sip:+18005551212@sip.example.com>"},{"name":"Call-ID","value":"03782086-4ce9-44bf-8b0d-4e303d2cc590"}],"sip_media_security":"srtp"}}"""));

    [Theory]
    [InlineData(300, nameof(WebhookSignatureVerdict.Valid))]
    [InlineData(301, nameof(WebhookSignatureVerdict.TooOld))]
    [InlineData(-300, nameof(WebhookSignatureVerdict.Valid))]
    [InlineData(-301, nameof(WebhookSignatureVerdict.TooNew))]
    public void A_delivery_may_be_300_seconds_off_both_ways(int age, string verdict) =>
        Assert.Equal(verdict, Verify(now: Time + age).ToString());

    [Theory]
    [InlineData(null, "1750861210", Signature, nameof(WebhookSignatureVerdict.HeadersInvalid))]
    [InlineData("", "1750861210", Signature, nameof(WebhookSignatureVerdict.HeadersInvalid))]
    [InlineData(Id, null, Signature, nameof(WebhookSignatureVerdict.HeadersInvalid))]
    [InlineData(Id, "1750861210", null, nameof(WebhookSignatureVerdict.HeadersInvalid))]
    [InlineData(Id, "1750861210", "", nameof(WebhookSignatureVerdict.HeadersInvalid))]
    [InlineData(Id, "soon", Signature, nameof(WebhookSignatureVerdict.TimestampInvalid))]
    [InlineData(Id, "-1750861210", Signature, nameof(WebhookSignatureVerdict.TimestampInvalid))]
    [InlineData(Id, "1750861210.0", Signature, nameof(WebhookSignatureVerdict.TimestampInvalid))]
    [InlineData("wh_other", "1750861210", Signature, nameof(WebhookSignatureVerdict.NoMatch))]
    [InlineData(Id, "1750861211", Signature, nameof(WebhookSignatureVerdict.NoMatch))]
    [InlineData(Id, "01750861210", Signature, nameof(WebhookSignatureVerdict.NoMatch))]
    [InlineData(Id, "1750861210", "v1,", nameof(WebhookSignatureVerdict.NoMatch))]
    [InlineData(Id, "1750861210", "v1,AAAA", nameof(WebhookSignatureVerdict.NoMatch))]
    [InlineData(Id, "1750861210", "v1,!!!!4R2hWouRZqRQG4uJypNS8YK885G838+EHb4nKBY=", nameof(WebhookSignatureVerdict.NoMatch))]
    [InlineData(Id, "1750861210", "v1a,gUAg4R2hWouRZqRQG4uJypNS8YK885G838+EHb4nKBY=", nameof(WebhookSignatureVerdict.NoMatch))]
    [InlineData(Id, "1750861210", "gUAg4R2hWouRZqRQG4uJypNS8YK885G838+EHb4nKBY=", nameof(WebhookSignatureVerdict.Valid))]
    [InlineData(Id, "1750861210", "v1,AAAA v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= v1,gUAg4R2hWouRZqRQG4uJypNS8YK885G838+EHb4nKBY=", nameof(WebhookSignatureVerdict.Valid))]
    public void Headers_are_taken_exactly_as_received(string? id, string? timestamp, string? signature, string verdict) =>
        Assert.Equal(verdict, Verify(new WebhookDelivery(id, timestamp, signature), Body).ToString());

    [Fact]
    public void One_changed_byte_of_the_body_is_found() =>
        Assert.Equal(WebhookSignatureVerdict.NoMatch, Verify(body: Body.Replace("resp_123", "resp_124", StringComparison.Ordinal)));

    [Fact]
    public void Any_of_several_secrets_may_fit() =>
        Assert.Equal(WebhookSignatureVerdict.Valid, Verify(secrets: ["whsec_AAAA", "old", Secret]));

    [Fact]
    public void Without_a_secret_nothing_is_valid() => Assert.Equal(WebhookSignatureVerdict.NoMatch, Verify(secrets: []));

    [Theory]
    [InlineData(31, nameof(WebhookSignatureVerdict.Valid))]
    [InlineData(32, nameof(WebhookSignatureVerdict.NoMatch))]
    public void Thirty_two_candidates_are_tried_and_no_more(int before, string verdict)
    {
        var others = string.Join(' ', Enumerable.Repeat("v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", before));

        Assert.Equal(verdict, Verify(signature: others + " " + Signature).ToString());
    }

    [Fact]
    public void A_megabyte_of_signatures_is_no_work() =>
        Assert.Equal(WebhookSignatureVerdict.NoMatch, Verify(signature: new string(' ', 1_000_000) + Signature));

    [Fact]
    public void Signatures_may_stand_in_several_headers() => Assert.Equal(
        WebhookSignatureVerdict.Valid,
        Verify(new WebhookDelivery(Id, "1750861210", new StringValues(["v1,AAAA", Signature])), Body));

    [Fact]
    public void A_rotated_secret_is_taken_over_while_running()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "whsec_AAAA");
            WebhookSecret[] secrets = [new(SecretReference.Parse("file:" + file))];
            var delivery = new WebhookDelivery(Id, "1750861210", Signature);
            Assert.Equal(WebhookSignatureVerdict.NoMatch, WebhookSignature.CheckBody(delivery, Encoding.UTF8.GetBytes(Body), secrets));

            File.WriteAllText(file, Secret);

            Assert.Equal(WebhookSignatureVerdict.Valid, WebhookSignature.CheckBody(delivery, Encoding.UTF8.GetBytes(Body), secrets));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Verifying_allocates_nothing()
    {
        WebhookSecret[] secrets = [new(SecretReference.Parse("literal:whsec_AAAA")), new(SecretReference.Parse("literal:" + Secret))];
        var delivery = new WebhookDelivery(Id, "1750861210", Signature);
        var body = Encoding.UTF8.GetBytes(Body);
        var now = DateTimeOffset.FromUnixTimeSeconds(Time);
        WebhookSignature.Verify(delivery, body, secrets, now);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var verdict = WebhookSignature.Verify(delivery, body, secrets, now);

        Assert.Equal((WebhookSignatureVerdict.Valid, 0), (verdict, GC.GetAllocatedBytesForCurrentThread() - before));
    }

    private static WebhookSignatureVerdict Verify(
        string id = Id, string? timestamp = null, string signature = Signature, string body = Body, string[]? secrets = null, long now = Time) =>
        Verify(new WebhookDelivery(id, timestamp ?? Time.ToString(CultureInfo.InvariantCulture), signature), body, secrets, now);

    private static WebhookSignatureVerdict Verify(WebhookDelivery delivery, string body, string[]? secrets = null, long now = Time) => WebhookSignature.Verify(
        delivery,
        Encoding.UTF8.GetBytes(body),
        (secrets ?? [Secret]).Select(secret => new WebhookSecret(SecretReference.Parse("literal:" + secret))).ToArray(),
        DateTimeOffset.FromUnixTimeSeconds(now));
}
