using System.Net;
using Realtime.Sip.B2bua;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Transports;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Signalling;
using Xunit;

namespace Realtime.SipGateway.Tests.Signalling;

public sealed class DialogNotesTests
{
    [Fact]
    public void A_dialog_comes_back_from_the_log_with_room_for_requests_that_were_not_written()
    {
        var facts = Facts("\"Ann Lee\" <sip:+15550199@carrier.example>;tag=them");

        var back = DialogNotes.Read(DialogNotes.Describe(B2buaSide.Caller, facts, null));

        Assert.Equal(
            facts with { Dialog = facts.Dialog with { Remote = "<sip:+15550199@carrier.example>;tag=them", LocalCSeq = 10_007, Routes = [] } },
            back with { Dialog = back.Dialog with { Routes = [] } });
        Assert.Equal(facts.Dialog.Routes, back.Dialog.Routes);
        Assert.NotNull(Dialog.Restore(back.Dialog));
    }

    [Theory]
    [InlineData("sip:ann:s3cret@carrier.example;user=phone", "sip:ann@carrier.example;user=phone")]
    [InlineData("sip:carrier.example", "sip:carrier.example")]
    public void Passwords_and_names_are_not_written(string uri, string written)
    {
        var state = DialogNotes.Describe(B2buaSide.Target, Facts($"\"Ann Lee\" <{uri}>;tag=them"), "openai");

        Assert.Equal((written, "them", "openai", DialogState.Called), (state.RemoteUri, state.RemoteTag, state.Target, state.Leg));
    }

    [Fact]
    public void A_peer_without_a_tag_is_told_without_one()
    {
        var back = DialogNotes.Read(DialogNotes.Describe(B2buaSide.Caller, Facts("<sip:old@carrier.example>"), null));

        Assert.Equal("<sip:old@carrier.example>", back.Dialog.Remote);
    }

    private static B2buaLegFacts Facts(string remote) => new(
        new DialogSnapshot
        {
            Role = DialogRole.Server,
            CallId = "abc@carrier",
            Local = "<sip:+15550100@gw.example>;tag=us",
            Remote = remote,
            RemoteTarget = "sip:caller@10.0.0.7:5080;transport=udp",
            Contact = "<sip:10.0.0.1:5060>",
            Routes = ["<sip:edge.carrier.example;lr>", "<sip:core.carrier.example;lr>"],
            LocalCSeq = 7,
            RemoteCSeq = 3,
        },
        SipTransportKind.Udp,
        new IPEndPoint(IPAddress.Parse("10.0.0.1"), 5060),
        new IPEndPoint(IPAddress.Parse("10.0.0.6"), 5060));
}
