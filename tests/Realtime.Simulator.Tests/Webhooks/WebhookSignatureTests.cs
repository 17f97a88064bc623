using System.Text;
using Realtime.Simulator.Webhooks;

namespace Realtime.Simulator.Tests.Webhooks;

public sealed class WebhookSignatureTests
{
    private const string Secret = "whsec_RdvaYFYUXuIFuEbvZHwMfYFhUf7aMYjYcmM24+Aj40c=";

    private const string Incoming =
        """{"object":"event","id":"evt_685343a1381c819085d44c354e1b330e","type":"realtime.call.incoming","created_at":1750287018,"data":{"call_id":"rtc_u1_9c6574da8b8a41a18da9308f4ad974ce","sip_headers":[{"name":"From","value":"<sip:+14255550112@sip.example.com>;tag=a1"},{"name":"To","value":"<sip:+18005551212@sip.example.com>"},{"name":"Call-ID","value":"03782086-4ce9-44bf-8b0d-4e303d2cc590"}],"sip_media_security":"srtp"}}""";

    private const string Completed =
        """{"id": "evt_685c059ae3a481909bdc86819b066fb6", "object": "event", "created_at": 1750861210, "type": "response.completed", "data": {"id": "resp_123"}}""";

    [Theory]
    [InlineData(Secret, "wh_685c059ae39c8190af8c71ed1022a24d", 1750861210, Completed, "v1,gUAg4R2hWouRZqRQG4uJypNS8YK885G838+EHb4nKBY=")]
    [InlineData(Secret, "wh_685342e6c53c8190a1be43f081506c52", 1750287078, Incoming, "v1,f7OH/n2PaLpIdtx8aueDXc0TzK44D4iBdtlZpyvFJII=")]
    [InlineData("raw-secret-without-prefix", "wh_685342e6c53c8190a1be43f081506c52", 1750287078, Incoming, "v1,U0W++XqrVYuL6optJIb36kikF30JtG1jie6NiG6/KA0=")]
    public void The_published_vectors_are_reproduced(string secret, string id, long timestamp, string body, string signature) =>
        Assert.Equal(signature, WebhookSignature.Sign(secret, id, timestamp, Encoding.UTF8.GetBytes(body)));
}
