using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.Transactions;

public sealed class InviteClientTransactionTests : IDisposable
{
    private readonly TransactionHarness _sip = new();

    public void Dispose() => _sip.Dispose();

    [Fact]
    public void An_unanswered_invite_is_repeated_at_doubling_pauses_until_Timer_B()
    {
        _sip.Send(SipMethod.Invite);
        var first = _sip.Wire.Take().Text;

        Assert.Equal([500, 1500, 3500, 7500, 15500, 31500], _sip.TimesOfSending(TimeSpan.FromSeconds(31.95)));
        Assert.Empty(_sip.ClientEvents);
        Assert.StartsWith("INVITE sip:bob@example.com SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK", first, StringComparison.Ordinal);

        Assert.Empty(_sip.After(TimeSpan.FromSeconds(1)));
        Assert.Equal([ClientTransactionEventKind.Timeout, ClientTransactionEventKind.Terminated], _sip.ClientKinds);
        Assert.Equal(1, _sip.Counters[SipFault.TransactionTimeout]);
        _sip.IsEmpty();
    }

    [Fact]
    public void Each_repeat_is_the_same_to_the_byte()
    {
        _sip.Send(SipMethod.Invite);

        _sip.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.Single(_sip.TakeAll().Select(message => message.Text).Distinct());
    }

    [Fact]
    public void A_provisional_response_ends_the_repeats_and_Timer_B()
    {
        _sip.Send(SipMethod.Invite);
        var invite = _sip.Wire.Take();
        _sip.Answer(invite, 100);
        _sip.Answer(invite, 180);

        Assert.Empty(_sip.After(TimeSpan.FromSeconds(100)));
        Assert.Equal([100, 180], _sip.ClientEvents.Select(happened => happened.Response!.StatusCode));
    }

    [Fact]
    public void A_failure_is_acknowledged_on_the_same_way_each_time_it_comes_until_Timer_D()
    {
        var transaction = _sip.Layer.Send(
            TransactionHarness.RequestOf(SipMethod.Invite, "<sip:proxy.example.com;lr>"), _sip.Destination, _sip.ClientEvents.Add);
        var invite = _sip.Wire.Take();

        _sip.Answer(invite, 486);
        var ack = _sip.Wire.Take();
        _sip.Answer(invite, 486);
        var second = _sip.Wire.Take();

        Assert.StartsWith("ACK sip:bob@example.com SIP/2.0\r\n", ack.Text, StringComparison.Ordinal);
        foreach (var name in (string[])["Via", "From", "Call-ID", "Route"])
        {
            Assert.Equal(SipText.Headers(invite.Text, name), SipText.Headers(ack.Text, name));
        }

        Assert.Equal("<sip:bob@example.com>;tag=bob", SipText.Header(ack.Text, "To"));
        Assert.Equal("1 ACK", SipText.Header(ack.Text, "CSeq"));
        Assert.Equal(ack.Text, second.Text);
        Assert.Equal([ClientTransactionEventKind.Final], _sip.ClientKinds);
        Assert.Equal(TransactionState.Completed, transaction.State);

        _sip.After(TimeSpan.FromSeconds(32));
        Assert.Equal([ClientTransactionEventKind.Final, ClientTransactionEventKind.Terminated], _sip.ClientKinds);
        _sip.IsEmpty();
    }

    [Fact]
    public void Every_2xx_goes_to_the_user_and_none_is_acknowledged_here()
    {
        _sip.Send(SipMethod.Invite);
        var invite = _sip.Wire.Take();

        _sip.Answer(invite, 200, "fork-1");
        _sip.Answer(invite, 200, "fork-1");
        _sip.Answer(invite, 200, "fork-2");

        Assert.True(_sip.Wire.IsSilent);
        Assert.Equal(
            [ClientTransactionEventKind.Final, ClientTransactionEventKind.AnotherSuccess, ClientTransactionEventKind.AnotherSuccess], _sip.ClientKinds);
        Assert.Equal(["fork-1", "fork-1", "fork-2"], _sip.ClientEvents.Select(happened => happened.Response!.To.Tag!));

        _sip.After(TimeSpan.FromSeconds(32));
        _sip.IsEmpty();
    }

    [Fact]
    public void After_Timer_M_a_2xx_is_stray()
    {
        _sip.Send(SipMethod.Invite);
        var invite = _sip.Wire.Take();
        _sip.Answer(invite, 200);
        _sip.After(TimeSpan.FromSeconds(32));

        _sip.Answer(invite, 200);

        Assert.Equal(1, _sip.Counters[SipFault.StrayResponse]);
    }

    [Fact]
    public void Cancel_waits_for_a_provisional_response()
    {
        var transaction = _sip.Send(SipMethod.Invite);
        var invite = _sip.Wire.Take();

        transaction.Cancel([new SipHeader(SipHeaderId.Reason, "SIP;cause=200;text=\"Call completed elsewhere\"")]);
        Assert.True(_sip.Wire.IsSilent);

        _sip.Answer(invite, 100);
        var cancel = _sip.Wire.Take();
        Assert.StartsWith("CANCEL sip:bob@example.com SIP/2.0\r\n", cancel.Text, StringComparison.Ordinal);
        foreach (var name in (string[])["Via", "From", "To", "Call-ID"])
        {
            Assert.Equal(SipText.Headers(invite.Text, name), SipText.Headers(cancel.Text, name));
        }

        Assert.Equal("1 CANCEL", SipText.Header(cancel.Text, "CSeq"));
        Assert.Equal("SIP;cause=200;text=\"Call completed elsewhere\"", SipText.Header(cancel.Text, "Reason"));
    }

    [Fact]
    public void A_cancelled_invite_ends_by_its_487()
    {
        var transaction = _sip.Send(SipMethod.Invite);
        var invite = _sip.Wire.Take();
        _sip.Answer(invite, 180);

        transaction.Cancel();
        var cancel = _sip.Wire.Take();
        _sip.Answer(cancel, 200);
        _sip.Answer(invite, 487);

        Assert.Equal("ACK", _sip.Wire.Take().Method);
        Assert.Equal(487, _sip.ClientEvents[^1].Response!.StatusCode);
        _sip.After(TimeSpan.FromSeconds(32));
        _sip.IsEmpty();
    }

    [Fact]
    public void A_2xx_that_crosses_the_cancel_reaches_the_user()
    {
        var transaction = _sip.Send(SipMethod.Invite);
        var invite = _sip.Wire.Take();
        _sip.Answer(invite, 180);
        transaction.Cancel();

        _sip.Answer(invite, 200);

        Assert.Equal(200, _sip.ClientEvents[^1].Response!.StatusCode);
        Assert.Equal(ClientTransactionEventKind.Final, _sip.ClientEvents[^1].Kind);
    }

    [Fact]
    public void A_cancelled_invite_without_final_response_ends_after_64_T1()
    {
        var transaction = _sip.Send(SipMethod.Invite);
        var invite = _sip.Wire.Take();
        _sip.Answer(invite, 180);
        transaction.Cancel();
        _sip.Answer(invite, 180);

        _sip.After(TimeSpan.FromSeconds(32));

        Assert.Contains(ClientTransactionEventKind.Timeout, _sip.ClientKinds);
        _sip.IsEmpty();
    }

    [Fact]
    public void Cancelling_twice_sends_one_cancel_and_after_the_answer_none()
    {
        var transaction = _sip.Send(SipMethod.Invite);
        var invite = _sip.Wire.Take();
        _sip.Answer(invite, 180);
        transaction.Cancel();
        transaction.Cancel();
        Assert.Single(_sip.TakeAll());

        var answered = _sip.Send(SipMethod.Invite);
        _sip.Answer(_sip.Wire.Take(), 200);
        answered.Cancel();
        Assert.True(_sip.Wire.IsSilent);
    }

    [Fact]
    public void An_invite_that_rings_beyond_Timer_C_is_cancelled()
    {
        _sip.Send(SipMethod.Invite);
        var invite = _sip.Wire.Take();
        _sip.Answer(invite, 180);
        _sip.After(TimeSpan.FromSeconds(180));
        _sip.Answer(invite, 180);

        Assert.Empty(_sip.After(TimeSpan.FromSeconds(184)));
        Assert.Equal("CANCEL", _sip.After(TimeSpan.FromSeconds(1))[0].Method);
    }

    [Fact]
    public void A_send_that_fails_is_told_and_leaves_nothing_behind()
    {
        _sip.Wire.SendFailure = SipTransportFailure.SendFailed;

        _sip.Send(SipMethod.Invite);

        Assert.Equal([ClientTransactionEventKind.TransportFailed, ClientTransactionEventKind.Terminated], _sip.ClientKinds);
        Assert.Equal(SipTransportFailure.SendFailed, _sip.ClientEvents[0].Failure);
        _sip.IsEmpty();
    }

    [Fact]
    public void A_response_that_is_not_to_our_Via_is_stray()
    {
        _sip.Send(SipMethod.Invite);
        var invite = _sip.Wire.Take();
        var answer = SipText.Response(invite.Text, 200, "bob");

        _sip.Wire.Receive(answer.Replace("192.0.2.1:5060;branch", "192.0.2.9:5060;branch", StringComparison.Ordinal));
        _sip.Wire.Receive(answer.Replace("From:", "Via: SIP/2.0/UDP 203.0.113.1;branch=z9hG4bKother\r\nFrom:", StringComparison.Ordinal));
        _sip.Wire.Receive(answer.Replace("branch=z9hG4bK", "branch=z9hG4bKx", StringComparison.Ordinal));

        Assert.Equal(3, _sip.Counters[SipFault.StrayResponse]);
        Assert.Empty(_sip.ClientEvents);
    }
}
