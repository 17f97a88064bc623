using System.Text;
using Realtime.Sip.B2bua;
using Realtime.Sip.Messages;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Signalling;
using Realtime.SipGateway.Signalling.Targets;
using Xunit;

namespace Realtime.SipGateway.Tests.Signalling.Targets;

public sealed class FailoverTests
{
    [Theory]
    [InlineData(486, nameof(FailoverScope.None), 486)]
    [InlineData(600, nameof(FailoverScope.None), 600)]
    [InlineData(603, nameof(FailoverScope.None), 603)]
    [InlineData(606, nameof(FailoverScope.None), 503)]
    [InlineData(488, nameof(FailoverScope.None), 503)]
    [InlineData(503, nameof(FailoverScope.Address), 503)]
    [InlineData(500, nameof(FailoverScope.Target), 503)]
    [InlineData(504, nameof(FailoverScope.Target), 503)]
    [InlineData(408, nameof(FailoverScope.Target), 503)]
    [InlineData(404, nameof(FailoverScope.Target), 503)]
    [InlineData(480, nameof(FailoverScope.Target), 480)]
    public void An_AI_target_that_refuses_hands_on_what_is_its_own_trouble(int status, string scope, int toCaller)
    {
        var failure = Failover.OfTarget(Target(), Refused(status), fault: null);

        Assert.Equal((scope, VendorFaultKind.Rejected, toCaller), (failure.Scope.ToString(), failure.Kind, failure.Outcome.SipStatus));
    }

    [Fact]
    public void A_400_that_tells_an_inner_504_is_a_timeout_of_the_vendor()
    {
        var failure = Failover.OfTarget(Target(), Refused(400, "error code: 504"), fault: null);

        Assert.Equal((FailoverScope.Target, VendorFaultKind.InnerTimeout), (failure.Scope, failure.Kind));
        Assert.Equal(VendorFaultKind.Rejected, Failover.OfTarget(Target(), Refused(400, "bad"), fault: null).Kind);
    }

    [Fact]
    public void The_site_may_say_which_statuses_go_on_but_never_busy_or_6xx()
    {
        var target = Target(500, 404);

        Assert.Equal(FailoverScope.Target, Failover.OfTarget(target, Refused(404), fault: null).Scope);
        Assert.Equal(FailoverScope.None, Failover.OfTarget(target, Refused(403), fault: null).Scope);
        Assert.Equal(FailoverScope.Address, Failover.OfTarget(target, Refused(503), fault: null).Scope);
        Assert.Equal(FailoverScope.None, Failover.OfTarget(target, Refused(603), fault: null).Scope);
    }

    [Theory]
    [InlineData(404, nameof(FailoverScope.None), 404)]
    [InlineData(486, nameof(FailoverScope.None), 486)]
    [InlineData(480, nameof(FailoverScope.Address), 480)]
    [InlineData(503, nameof(FailoverScope.Address), 503)]
    [InlineData(408, nameof(FailoverScope.Address), 503)]
    public void A_person_who_refuses_is_asked_no_other_way(int status, string scope, int toCaller)
    {
        var failure = Failover.OfFallback(Refused(status), Failover.WebhookMissing.Outcome);

        Assert.Equal((scope, CallCause.FallbackFailed, toCaller), (failure.Scope.ToString(), failure.Outcome.Cause, failure.Outcome.SipStatus));
        Assert.Contains("did not announce", failure.Outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_found_missing_while_waiting_is_the_reason()
    {
        var failure = Failover.OfTarget(Target(), new DialResult(DialStatus.Abandoned), Failover.AnswerMissing);

        Assert.Equal(CallCause.AnswerMissing, failure.Outcome.Cause);
    }

    private static SipTarget Target(params int[] statuses) =>
        new("openai", new SipTargetOptions { SipUri = "sip:proj@sip.example.com;transport=tls", FailoverStatuses = statuses });

    private static DialResult Refused(int status, string? body = null)
    {
        var text = $"SIP/2.0 {status} No\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\nCall-ID: x\r\n"
            + $"CSeq: 1 INVITE\r\nContent-Type: text/plain\r\nContent-Length: {body?.Length ?? 0}\r\n\r\n{body}";
        return new DialResult(DialStatus.Rejected, (SipResponse)SipParser.Parse(Encoding.ASCII.GetBytes(text)).Message!);
    }
}
