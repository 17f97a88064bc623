using Realtime.Sip.B2bua;
using Realtime.Sip.Dialogs;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.B2bua;

/// <summary>What an owner is told who wants to hear of each transaction.</summary>
public sealed class B2buaTransactionTests
{
    private const string AllowsAll = "INVITE, ACK, BYE, CANCEL, UPDATE, INFO";

    private readonly List<(B2buaSide Side, DialogTransaction Ended)> _told = [];

    private IEnumerable<(B2buaSide Side, bool IsOurs, string Method, int Status)> Told =>
        _told.Select(one => (one.Side, one.Ended.IsOurs, one.Ended.Request.Method.Name, one.Ended.Status));

    [Fact]
    public async Task Each_request_of_both_legs_is_told_with_its_answer()
    {
        await using var rig = await B2buaRig.InCallAsync(Watched, allow: AllowsAll);
        Assert.Empty(_told);

        rig.CallerSays("UPDATE", 2);
        rig.ExpectCaller("200 UPDATE");
        rig.CallerSays("INFO", 3, extra: "Subject: digits");
        var relayed = rig.ExpectTarget("INFO");
        rig.Advance(0.25);
        rig.VendorAnswers(relayed, 200);
        rig.ExpectCaller("200 INFO");
        rig.CallerSays("INVITE", 4, body: B2buaRig.Offer);
        rig.ExpectCaller("200 INVITE");
        rig.CallerSays("ACK", 4);
        rig.VendorSays("REFER", 1);
        rig.ExpectTarget("603 REFER");
        rig.CallerSays("BYE", 5);
        rig.ExpectCaller("200 BYE");
        rig.Advance(0.5);
        rig.VendorAnswers(rig.ExpectTarget("BYE"), 200);

        Assert.Equal(
            [
                (B2buaSide.Caller, false, "UPDATE", 200), (B2buaSide.Target, true, "INFO", 200), (B2buaSide.Caller, false, "INFO", 200),
                (B2buaSide.Caller, false, "INVITE", 200), (B2buaSide.Target, false, "REFER", 603), (B2buaSide.Caller, false, "BYE", 200),
                (B2buaSide.Target, true, "BYE", 200),
            ],
            Told);
        var info = _told[1].Ended;
        Assert.Equal((TimeSpan.FromSeconds(0.25), B2buaRig.Vendor), (info.Ended - info.Began, info.Flow!.Remote));
        Assert.Equal(TimeSpan.FromSeconds(0.25), _told[2].Ended.Ended - _told[2].Ended.Began);
    }

    [Fact]
    public async Task PRACK_and_CANCEL_are_told_on_the_leg_where_they_went()
    {
        await using var rig = await B2buaRig.DialledAsync(Watched, extra: "Require: 100rel");
        rig.VendorProgresses(180, extra: "Require: 100rel\nRSeq: 7");
        rig.VendorAnswers(rig.ExpectTarget("PRACK"), 200);
        await rig.Call.RingAsync();
        var ringing = rig.ExpectCaller("180 INVITE");
        rig.CallerPracks(ringing, 2);
        rig.ExpectCaller("200 PRACK");

        rig.Caller.Receive(SipText.Request("CANCEL"));
        rig.ExpectCaller("200 CANCEL");
        rig.ExpectCaller("487 INVITE");
        rig.VendorAnswers(rig.ExpectTarget("CANCEL"), 200);

        Assert.Equal(
            [
                (B2buaSide.Target, true, "PRACK", 200), (B2buaSide.Caller, false, "PRACK", 200), (B2buaSide.Caller, false, "CANCEL", 200),
                (B2buaSide.Target, true, "CANCEL", 200),
            ],
            Told);
        Assert.Equal(B2buaRig.Vendor, _told[3].Ended.Flow!.Remote);
    }

    [Fact]
    public async Task A_request_without_an_answer_is_told_when_it_is_given_up()
    {
        await using var rig = await B2buaRig.InCallAsync(Watched);
        await rig.Call.HangUpAsync();
        rig.CallerAnswers(rig.ExpectCaller("BYE"), 200);
        rig.ExpectTarget("BYE");

        rig.Advance(32);

        Assert.Equal([(B2buaSide.Caller, true, "BYE", 200), (B2buaSide.Target, true, "BYE", 0)], Told);
        Assert.Equal((TimeSpan.FromSeconds(32), B2buaRig.Vendor), (_told[1].Ended.Ended - _told[1].Ended.Began, _told[1].Ended.Flow!.Remote));
    }

    [Fact]
    public async Task A_fault_of_who_is_told_does_not_touch_the_call()
    {
        await using var rig = await B2buaRig.InCallAsync(
            rig => new B2buaCallOptions { Observer = rig.Events.Add, OnTransaction = static (_, _) => throw new InvalidOperationException("mine") });

        rig.CallerSays("UPDATE", 2);
        rig.ExpectCaller("200 UPDATE");
        rig.CallerSays("BYE", 3);

        rig.ExpectCaller("200 BYE");
    }

    private B2buaCallOptions Watched(B2buaRig rig) => new() { Observer = rig.Events.Add, OnTransaction = (side, ended) => _told.Add((side, ended)) };
}
