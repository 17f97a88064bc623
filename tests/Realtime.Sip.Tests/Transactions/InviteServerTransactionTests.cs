using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.Transactions;

public sealed class InviteServerTransactionTests : IDisposable
{
    private static readonly string Invite = SipText.Request("INVITE");
    private readonly TransactionHarness _sip = new();

    public void Dispose() => _sip.Dispose();

    [Fact]
    public void A_100_goes_out_when_the_user_is_silent_for_200_ms()
    {
        _sip.Receive(Invite);
        Assert.Empty(_sip.After(TimeSpan.FromMilliseconds(198)));

        var trying = Assert.Single(_sip.After(TimeSpan.FromMilliseconds(2)));

        Assert.Equal(100, trying.Status);
        Assert.Null(SipText.Parameter(SipText.Header(trying.Text, "To"), "tag"));
    }

    [Fact]
    public void No_100_goes_out_when_the_user_was_faster()
    {
        _sip.Receive(Invite).Respond(180);
        Assert.Equal(180, _sip.Wire.Take().Status);

        Assert.Empty(_sip.After(TimeSpan.FromSeconds(60)));
    }

    [Fact]
    public void A_retransmitted_invite_gets_the_last_response_again()
    {
        var transaction = _sip.Receive(Invite);
        transaction.Respond(180);
        var ringing = _sip.Wire.Take();

        _sip.Wire.Receive(Invite);
        Assert.Equal(ringing.Text, _sip.Wire.Take().Text);

        transaction.Respond(486);
        var busy = _sip.Wire.Take();
        _sip.Wire.Receive(Invite);
        Assert.Equal(busy.Text, _sip.Wire.Take().Text);
        Assert.Single(_sip.Requests);
    }

    [Fact]
    public void A_failure_is_repeated_until_its_ACK_and_the_ACK_stays_here()
    {
        var transaction = _sip.Receive(Invite);
        transaction.Respond(486);
        var busy = _sip.Wire.Take();

        Assert.Equal([500, 1500, 3500, 7500, 11500], _sip.TimesOfSending(TimeSpan.FromSeconds(12)));
        _sip.Wire.Receive(AckFor(busy));
        Assert.Equal(TransactionState.Confirmed, transaction.State);
        _sip.Wire.Receive(AckFor(busy));

        Assert.Empty(_sip.After(TimeSpan.FromSeconds(5)));
        Assert.Empty(_sip.Acks);
        Assert.Equal([ServerTransactionEventKind.Terminated], _sip.ServerKinds);
        _sip.IsEmpty();
    }

    [Fact]
    public void A_failure_without_ACK_ends_by_Timer_H()
    {
        _sip.Receive(Invite).Respond(486);

        _sip.After(TimeSpan.FromSeconds(32));

        Assert.Equal([ServerTransactionEventKind.NotAcknowledged, ServerTransactionEventKind.Terminated], _sip.ServerKinds);
        Assert.Equal(1, _sip.Counters[SipFault.NoAck]);
        _sip.IsEmpty();
    }

    [Fact]
    public void After_a_2xx_the_user_repeats_and_retransmitted_invites_are_absorbed_until_Timer_L()
    {
        var transaction = _sip.Receive(Invite);
        transaction.Respond(200);
        _sip.Wire.Take();

        _sip.Wire.Receive(Invite);
        Assert.Empty(_sip.After(TimeSpan.FromSeconds(10)));
        Assert.True(transaction.Respond(200));
        Assert.Equal(200, _sip.Wire.Take().Status);
        Assert.Equal(TransactionState.Accepted, transaction.State);

        _sip.After(TimeSpan.FromSeconds(22));
        Assert.Single(_sip.Requests);
        _sip.IsEmpty();
        Assert.False(transaction.Respond(200));
    }

    [Fact]
    public void The_ACK_of_a_2xx_goes_to_the_user_even_with_the_branch_of_the_invite()
    {
        _sip.Receive(Invite).Respond(200);
        var ok = _sip.Wire.Take();

        _sip.Wire.Receive(AckFor(ok));
        _sip.Wire.Receive(AckFor(ok, "z9hG4bKanother"));

        Assert.Equal(2, _sip.Acks.Count);
    }

    [Fact]
    public void Only_one_final_response_goes_out()
    {
        var transaction = _sip.Receive(Invite);

        Assert.True(transaction.Respond(486));
        Assert.False(transaction.Respond(200));
        Assert.False(transaction.Respond(180));
        Assert.Single(_sip.TakeAll());
    }

    [Fact]
    public void A_cancel_is_answered_200_and_told_once_and_the_invite_still_wants_its_487()
    {
        var transaction = (InviteServerTransaction)_sip.Receive(Invite);
        transaction.Respond(180);
        var ringing = _sip.Wire.Take();

        _sip.Wire.Receive(SipText.Request("CANCEL", extra: "Reason: SIP;cause=200"));
        _sip.Wire.Receive(SipText.Request("CANCEL", extra: "Reason: SIP;cause=200"));

        var answers = _sip.TakeAll();
        Assert.All(answers, answer => Assert.Equal((200, "CANCEL"), (answer.Status, answer.Method)));
        Assert.Equal(SipText.Header(ringing.Text, "To"), SipText.Header(answers[0].Text, "To"));
        Assert.Equal(2, answers.Count);
        var told = Assert.Single(_sip.ServerEvents);
        Assert.Equal(ServerTransactionEventKind.Cancelled, told.Kind);
        Assert.Equal("SIP;cause=200", told.Cancel!.Headers.First(SipHeaderId.Reason));
        Assert.True(transaction.Cancelled.IsCancellationRequested);

        Assert.True(transaction.Respond(487));
        Assert.Equal(487, _sip.Wire.Take().Status);
    }

    [Fact]
    public void A_token_taken_before_the_cancel_is_cancelled_too()
    {
        var transaction = (InviteServerTransaction)_sip.Receive(Invite);
        var token = transaction.Cancelled;
        Assert.False(token.IsCancellationRequested);

        _sip.Wire.Receive(SipText.Request("CANCEL"));

        Assert.True(token.IsCancellationRequested);
    }

    [Fact]
    public void A_cancel_after_the_final_response_is_answered_200_and_changes_nothing()
    {
        var transaction = (InviteServerTransaction)_sip.Receive(Invite);
        transaction.Respond(200);
        _sip.TakeAll();

        _sip.Wire.Receive(SipText.Request("CANCEL"));

        Assert.Equal(200, _sip.Wire.Take().Status);
        Assert.Empty(_sip.ServerEvents);
        Assert.False(transaction.Cancelled.IsCancellationRequested);
    }

    [Fact]
    public void A_user_that_never_answers_is_answered_for()
    {
        _sip.Receive(Invite);

        var sent = _sip.After(_sip.Layer.Timers.InviteAnswer);

        Assert.Equal([100, 500], sent.Select(message => message.Status));
        Assert.Equal([ServerTransactionEventKind.Unanswered], _sip.ServerKinds);
        Assert.Equal(1, _sip.Counters[SipFault.Unanswered]);
        _sip.After(TimeSpan.FromSeconds(32));
        _sip.IsEmpty();
    }

    [Fact]
    public void Each_provisional_response_gives_the_user_more_time()
    {
        var transaction = _sip.Receive(Invite);
        for (var minute = 0; minute < 20; minute++)
        {
            transaction.Respond(180);
            _sip.After(TimeSpan.FromMinutes(1));
        }

        Assert.True(transaction.Respond(200));
    }

    [Fact]
    public void A_send_that_fails_is_told_and_ends_nothing()
    {
        var transaction = _sip.Receive(Invite);
        _sip.Wire.SendFailure = SipTransportFailure.SendFailed;
        transaction.Respond(486);

        Assert.Equal([ServerTransactionEventKind.TransportFailed], _sip.ServerKinds);
        _sip.Wire.SendFailure = SipTransportFailure.None;
        Assert.Equal(486, Assert.Single(_sip.After(TimeSpan.FromMilliseconds(500))).Status);
    }

    [Fact]
    public void Events_that_came_before_anyone_observed_are_not_lost()
    {
        _sip.Layer.Use(new Silent(out var taken));
        _sip.Wire.Receive(Invite);
        _sip.Wire.Receive(SipText.Request("CANCEL"));

        var events = new List<ServerTransactionEvent>();
        taken[0].Observe(events.Add);

        Assert.Equal(ServerTransactionEventKind.Cancelled, Assert.Single(events).Kind);
    }

    private static string AckFor(LoopbackMessage response, string branch = "z9hG4bKtest") =>
        SipText.Request("ACK", branch: branch, toTag: SipText.Parameter(SipText.Header(response.Text, "To"), "tag"));

    private sealed class Silent : ITransactionUser
    {
        private readonly List<ServerTransaction> _taken = [];

        public Silent(out List<ServerTransaction> taken) => taken = _taken;

        public bool OnRequest(ServerTransaction transaction)
        {
            _taken.Add(transaction);
            return true;
        }

        public bool OnAck(SipRequest ack, SipFlow flow) => false;
    }
}
