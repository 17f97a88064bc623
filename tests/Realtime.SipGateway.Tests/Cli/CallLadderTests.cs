using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Diagnosis;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Cli.Calls;
using Realtime.SipGateway.Tests.Calls.Diagnosis;
using Xunit;

namespace Realtime.SipGateway.Tests.Cli;

public class CallLadderTests
{
    [Fact]
    public void A_call_is_drawn_as_a_ladder()
    {
        var story = StoryBuilder.Arrived()
            .At(0.01, new Ringing())
            .At(0.02, new AttemptStarted(1, "openai", "sip:p@o", "192.0.2.1:5061", "tls", "x"))
            .At(0.2, new WebhookReceived("wh", "openai", RealtimeCallId.Parse("rtc_1"), "srtp", 20))
            .At(0.21, new AcceptSent(RealtimeCallId.Parse("rtc_1"), "front-desk", "m"))
            .At(0.4, new CallAnswered(1, "srtp", 400))
            .At(0.5, new SidebandAttached(1, 90))
            .At(2, new GuardrailTripped("no-promises", "stop", "r", "i", "two words"))
            .At(9, new ByeReceived("caller", null));

        Assert.Equal(
            """
                        carrier           gateway           vendor
                +0.000  |---- INVITE ---->|                 |  INVITE from 203.0.113.9:5060 over udp, trunk carrier: +4…3456 calls +1…0100, media srtp
                +0.010  |<----- 180 ------|                 |  180 Ringing to the caller
                +0.020  |                 |---- INVITE ---->|  attempt 1: INVITE to openai at 192.0.2.1:5061 over tls
                +0.200  |                 |<=== webhook ====|  webhook of openai, 20 ms old: rtc_1
                +0.210  |                 |==== accept ====>|  accept: agent front-desk, model m
                +0.400  |<------------ 200 OK --------------|  200 OK to the caller after 400 ms, media srtp
                +0.500  |                 |~~~~ attach ~~~~>|  sideband open after 90 ms
                +2.000  |                 o                 |  guardrail no-promises matched (2 words): stop
                +9.000  |------ BYE ----->|                 |  BYE from the caller
            """,
            string.Join(Environment.NewLine, CallLadder.Lines(story.Events, Discretion.Discreet)));
    }

    [Theory]
    [InlineData("30m", "2026-11-21T08:30:00Z")]
    [InlineData("7d", "2026-11-14T09:00:00Z")]
    [InlineData("999999999d", "1970-01-01T00:00:00Z")]
    [InlineData("2026-11-20T10:00", "2026-11-20T10:00:00Z")]
    [InlineData("2026-11-20T10:00+02:00", "2026-11-20T08:00:00Z")]
    public void Times_are_taken_as_people_type_them(string text, string expected)
    {
        Assert.True(SinceText.TryParse(text, DateTimeOffset.Parse("2026-11-21T09:00:00Z", null), out var time));
        Assert.Equal(DateTimeOffset.Parse(expected, null), time);
    }

    [Theory]
    [InlineData("")]
    [InlineData("h")]
    [InlineData("yesterday")]
    [InlineData("-5m")]
    public void What_is_no_time_is_refused(string text) => Assert.False(SinceText.TryParse(text, DateTimeOffset.UnixEpoch, out _));

    [Fact]
    public void A_filter_takes_numbers_as_they_are_written()
    {
        var record = new CallRecord { CallId = new StoryBuilder().Call, Dialled = "+15550100", Caller = "+4930123456", Cause = CallCause.VendorRejected, EndedBy = CallEndedBy.Vendor };

        Assert.True(new CallFilter { Number = "+49 30 123-456" }.Matches(record));
        Assert.False(new CallFilter { Number = "999" }.Matches(record));
        Assert.True(new CallFilter { Cause = "vendor_rejected" }.Matches(record));
        Assert.True(new CallFilter { Cause = "vendor" }.Matches(record));
        Assert.False(new CallFilter { Cause = "caller" }.Matches(record));
    }
}
