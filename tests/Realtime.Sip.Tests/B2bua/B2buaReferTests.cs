using Realtime.Sip.B2bua;
using Realtime.Sip.Messages;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.B2bua;

/// <summary>REFER to the caller's side and what its NOTIFYs say (RFC 3515).</summary>
public sealed class B2buaReferTests
{
    private readonly List<int> _progress = [];
    private readonly List<int> _late = [];

    [Fact]
    public async Task The_carrier_reports_success_and_it_is_told_with_its_status()
    {
        await using var rig = await B2buaRig.InCallAsync();
        var (refer, referring) = Refer(rig);
        Assert.Equal("<tel:+493012345>", SipText.Header(refer.Text, "Refer-To"));
        Assert.Equal("<sip:gateway.example.com>", SipText.Header(refer.Text, "Referred-By"));

        rig.CallerAnswers(refer, 202);
        Notify(rig, 2, "SIP/2.0 100 Trying", "active;expires=60");
        Notify(rig, 3, "SIP/2.0 180 Ringing", "active;expires=50");
        Notify(rig, 4, "SIP/2.0 200 OK", "terminated;reason=noresource");

        Assert.Equal(new B2buaReferResult(B2buaReferStatus.Succeeded, 200, "OK"), await referring);
        Assert.Equal([100, 180], _progress);
        rig.ExpectSilence();
    }

    [Theory]
    [InlineData(405)]
    [InlineData(603)]
    public async Task A_refused_REFER_is_told_with_its_status(int status)
    {
        await using var rig = await B2buaRig.InCallAsync();
        var (refer, referring) = Refer(rig);

        rig.CallerAnswers(refer, status);

        Assert.Equal((B2buaReferStatus.Refused, status), await OutcomeAsync(referring));
        Assert.True(!rig.Call.Completion.IsCompleted);
    }

    [Fact]
    public async Task A_target_that_is_busy_is_told_and_the_call_stays()
    {
        await using var rig = await B2buaRig.InCallAsync();
        var (refer, referring) = Refer(rig);
        rig.CallerAnswers(refer, 202);

        Notify(rig, 2, "SIP/2.0 486 Busy Here", "terminated;reason=noresource");

        Assert.Equal((B2buaReferStatus.Failed, 486), await OutcomeAsync(referring));
        Assert.True(!rig.Call.Completion.IsCompleted);
    }

    [Fact]
    public async Task A_carrier_that_reports_nothing_is_silent_after_its_time()
    {
        await using var rig = await B2buaRig.InCallAsync();
        var (refer, referring) = Refer(rig);
        rig.CallerAnswers(refer, 202);

        rig.Advance(4.9);
        Assert.False(referring.IsCompleted);
        rig.Advance(0.2);

        Assert.Equal((B2buaReferStatus.Silent, 0), await OutcomeAsync(referring));
        Notify(rig, 2, "SIP/2.0 200 OK", "terminated");
        Assert.Equal([200], _late);
    }

    [Fact]
    public async Task Progress_without_an_outcome_has_the_longer_time()
    {
        await using var rig = await B2buaRig.InCallAsync();
        var (refer, referring) = Refer(rig);
        rig.CallerAnswers(refer, 202);
        Notify(rig, 2, "SIP/2.0 180 Ringing", "active");

        rig.Advance(39);
        Assert.False(referring.IsCompleted);
        rig.Advance(2);

        Assert.Equal((B2buaReferStatus.TimedOut, 0), await OutcomeAsync(referring));
    }

    [Fact]
    public async Task A_subscription_that_ends_without_an_outcome_has_none()
    {
        await using var rig = await B2buaRig.InCallAsync();
        var (refer, referring) = Refer(rig);
        rig.CallerAnswers(refer, 202);

        Notify(rig, 2, "", "terminated;reason=timeout");

        Assert.Equal((B2buaReferStatus.Silent, 0), await OutcomeAsync(referring));
    }

    [Fact]
    public async Task A_carrier_that_accepts_and_hangs_up_has_taken_the_caller_over()
    {
        await using var rig = await B2buaRig.InCallAsync();
        var (refer, referring) = Refer(rig);
        rig.CallerAnswers(refer, 202);

        rig.CallerSays("BYE", 2);
        rig.Advance(1);

        Assert.Equal((B2buaReferStatus.TakenOver, 0), await OutcomeAsync(referring));
    }

    [Fact]
    public async Task A_caller_who_hangs_up_before_the_REFER_is_answered_was_not_transferred()
    {
        await using var rig = await B2buaRig.InCallAsync();
        var (_, referring) = Refer(rig);

        rig.CallerSays("BYE", 2);
        rig.Advance(1);

        Assert.Equal((B2buaReferStatus.NotInCall, 0), await OutcomeAsync(referring));
    }

    [Fact]
    public async Task A_report_that_overtakes_the_answer_counts()
    {
        await using var rig = await B2buaRig.InCallAsync();
        var (refer, referring) = Refer(rig);

        Notify(rig, 2, "SIP/2.0 100 Trying", "active");
        rig.CallerAnswers(refer, 202);
        rig.Advance(10);
        Assert.False(referring.IsCompleted);
        Notify(rig, 3, "SIP/2.0 200 OK", "terminated");

        Assert.Equal((B2buaReferStatus.Succeeded, 200), await OutcomeAsync(referring));
    }

    [Theory]
    [InlineData("presence", "489 NOTIFY")]
    [InlineData("refer;id=4711", "481 NOTIFY")]
    public async Task A_report_of_something_else_is_refused(string package, string answer)
    {
        await using var rig = await B2buaRig.InCallAsync();
        var (refer, referring) = Refer(rig);
        rig.CallerAnswers(refer, 202);

        Report(rig, 2, "SIP/2.0 200 OK", "terminated", package);

        rig.ExpectCaller(answer);
        Assert.False(referring.IsCompleted);
    }

    [Fact]
    public async Task One_REFER_at_a_time()
    {
        await using var rig = await B2buaRig.InCallAsync();
        Refer(rig);

        var second = await rig.Call.ReferCallerAsync(new B2buaReferRequest { ReferTo = "<tel:+1>" }, TestContext.Current.CancellationToken);

        Assert.Equal(B2buaReferStatus.NotInCall, second.Status);
    }

    [Theory]
    [InlineData("SIP/2.0 200 OK\r\n", 200, "OK")]
    [InlineData("SIP/2.0 603", 603, null)]
    [InlineData("sip/2.0 486 Busy Here\nVia: x", 486, "Busy Here")]
    [InlineData("SIP/2.0 2000 OK", 0, null)]
    [InlineData("SIP/2.0 99 OK", 0, null)]
    [InlineData("HTTP/1.1 200 OK", 0, null)]
    [InlineData("SIP/2.0 ", 0, null)]
    [InlineData("", 0, null)]
    public void The_status_line_of_a_fragment_is_read(string body, int status, string? phrase) =>
        Assert.Equal((status, phrase), SipFragment.StatusOf(System.Text.Encoding.ASCII.GetBytes(body)));

    private (LoopbackMessage Refer, Task<B2buaReferResult> Result) Refer(B2buaRig rig)
    {
        var referring = rig.Call.ReferCallerAsync(
            new B2buaReferRequest
            {
                ReferTo = "<tel:+493012345>",
                Headers = [new SipHeader(SipHeaderId.ReferredBy, "<sip:gateway.example.com>")],
                OnProgress = _progress.Add,
                OnLateOutcome = _late.Add,
            },
            TestContext.Current.CancellationToken);
        return (rig.ExpectCaller("REFER"), referring);
    }

    private static void Notify(B2buaRig rig, int cseq, string fragment, string state)
    {
        Report(rig, cseq, fragment, state, "refer");
        rig.ExpectCaller("200 NOTIFY");
    }

    private static void Report(B2buaRig rig, int cseq, string fragment, string state, string package) => rig.Caller.Receive(SipText.Request(
        "NOTIFY",
        branch: $"z9hG4bK-c-NOTIFY-{cseq}",
        toTag: SipText.Parameter(SipText.Header(rig.Ok.Text, "To"), "tag"),
        cseq: cseq,
        extra: $"Event: {package}\nSubscription-State: {state}\nContent-Type: message/sipfrag;version=2.0",
        body: fragment + "\r\n"));

    private static async Task<(B2buaReferStatus Status, int Code)> OutcomeAsync(Task<B2buaReferResult> referring)
    {
        var result = await referring.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System, TestContext.Current.CancellationToken);
        return (result.Status, result.StatusCode);
    }
}
