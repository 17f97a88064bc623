using Microsoft.Extensions.Logging;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.Transactions;

public sealed class TransactionLayerTests : IDisposable
{
    private readonly TransactionHarness _sip = new(extensions: ["timer"]);

    public void Dispose() => _sip.Dispose();

    [Fact]
    public void A_request_that_came_by_two_paths_is_answered_482_the_second_time()
    {
        _sip.Receive(SipText.Request("INVITE"));

        _sip.Wire.Receive(SipText.Request("INVITE", branch: "z9hG4bKother"));

        Assert.Equal(482, _sip.Wire.Take().Status);
        Assert.Equal(1, _sip.Counters[SipFault.Merged]);
        Assert.Single(_sip.Requests);
    }

    [Fact]
    public void A_request_within_a_dialog_is_never_taken_for_merged()
    {
        _sip.Receive(SipText.Request("INFO", toTag: "bob"));

        _sip.Receive(SipText.Request("INFO", toTag: "bob", branch: "z9hG4bKother"));
    }

    [Fact]
    public void The_same_call_again_after_its_transaction_is_gone_is_new()
    {
        _sip.Receive(SipText.Request("OPTIONS")).Respond(200);
        _sip.After(TimeSpan.FromSeconds(32));

        _sip.Receive(SipText.Request("OPTIONS", branch: "z9hG4bKother"));
    }

    [Fact]
    public void A_request_without_hops_left_is_answered_483()
    {
        _sip.Wire.Receive(SipText.Request("INVITE").Replace("Max-Forwards: 70", "Max-Forwards: 0", StringComparison.Ordinal));

        Assert.Equal(483, _sip.Wire.Take().Status);
        Assert.Equal(1, _sip.Counters[SipFault.TooManyHops]);
        _sip.IsEmpty();
    }

    [Theory]
    [InlineData("OPTIONS", null)]
    [InlineData("BYE", "bob")]
    public void Where_we_are_the_end_and_no_hop_none_has_to_be_left(string method, string? toTag) =>
        _sip.Receive(SipText.Request(method, toTag: toTag).Replace("Max-Forwards: 70", "Max-Forwards: 0", StringComparison.Ordinal));

    [Fact]
    public void An_unknown_required_extension_is_answered_420_and_named()
    {
        _sip.Wire.Receive(SipText.Request("INVITE", extra: "Require: 100rel, Timer\nRequire: gruu"));

        var answer = _sip.Wire.Take();
        Assert.Equal(420, answer.Status);
        Assert.Equal("100rel, gruu", SipText.Header(answer.Text, "Unsupported"));
        Assert.Equal(1, _sip.Counters[SipFault.BadExtension]);
    }

    [Fact]
    public void A_known_required_extension_passes() => _sip.Receive(SipText.Request("INVITE", extra: "Require: timer"));

    [Fact]
    public void A_required_extension_on_ACK_and_CANCEL_is_ignored()
    {
        _sip.Receive(SipText.Request("INVITE"));

        _sip.Wire.Receive(SipText.Request("CANCEL", extra: "Require: gruu"));
        _sip.Wire.Receive(SipText.Request("ACK", branch: "z9hG4bKack", toTag: "bob", extra: "Require: gruu"));

        Assert.Equal(200, _sip.Wire.Take().Status);
        Assert.Single(_sip.Acks);
    }

    [Fact]
    public void The_ACK_of_a_stateless_refusal_is_known_again_and_that_of_a_stranger_is_counted()
    {
        _sip.TakesAcks = false;
        _sip.Wire.Receive(SipText.Request("INVITE", extra: "Require: gruu"));
        var tag = SipText.Parameter(SipText.Header(_sip.Wire.Take().Text, "To"), "tag");

        _sip.Wire.Receive(SipText.Request("ACK", toTag: tag));
        Assert.Equal(0, _sip.Counters[SipFault.StrayAck]);

        _sip.Wire.Receive(SipText.Request("ACK", toTag: "other"));
        Assert.Equal(1, _sip.Counters[SipFault.StrayAck]);
        Assert.True(_sip.Wire.IsSilent);
    }

    [Fact]
    public void A_repeated_stateless_refusal_is_the_same()
    {
        var invite = SipText.Request("INVITE", extra: "Require: gruu");
        _sip.Wire.Receive(invite);
        _sip.Wire.Receive(invite);

        Assert.Single(_sip.TakeAll().Select(answer => answer.Text).Distinct());
    }

    [Fact]
    public void A_cancel_without_invite_is_answered_481()
    {
        _sip.Wire.Receive(SipText.Request("CANCEL"));

        Assert.Equal(481, _sip.Wire.Take().Status);
        Assert.Equal(1, _sip.Counters[SipFault.StrayCancel]);
    }

    [Theory]
    [InlineData("branch=oldstyle")]
    [InlineData("branch=z9hG4bK")]
    [InlineData("x=y")]
    public void A_branch_without_magic_cookie_is_answered_400(string branch)
    {
        _sip.Wire.Receive(SipText.Request("INVITE").Replace("branch=z9hG4bKtest", branch, StringComparison.Ordinal));
        Assert.Equal(400, _sip.Wire.Take().Status);

        _sip.Wire.Receive(SipText.Request("ACK").Replace("branch=z9hG4bKtest", branch, StringComparison.Ordinal));
        Assert.True(_sip.Wire.IsSilent);
        Assert.Equal(2, _sip.Counters[SipFault.NoMagicCookie]);
        _sip.IsEmpty();
    }

    [Fact]
    public void A_request_that_nobody_takes_is_answered_501()
    {
        _sip.TakesRequests = false;

        _sip.Receive(SipText.Request("OPTIONS"));

        Assert.Equal(501, _sip.Wire.Take().Status);
    }

    [Fact]
    public void A_user_that_throws_costs_its_request_only()
    {
        _sip.WhenRequested = _ => throw new InvalidOperationException("a bug");
        _sip.Wire.Receive(SipText.Request("OPTIONS"));
        Assert.Equal(500, _sip.Wire.Take().Status);
        Assert.Contains(_sip.Logs.Lines, line => line.Level == LogLevel.Error && line.Exception is InvalidOperationException);

        _sip.WhenRequested = null;
        _sip.Receive(SipText.Request("OPTIONS", branch: "z9hG4bKnext", callId: "call-2"));
    }

    [Fact]
    public void An_observer_that_throws_loses_its_event_and_nothing_else()
    {
        _sip.Layer.Send(TransactionHarness.RequestOf(SipMethod.Options), _sip.Destination, _ => throw new InvalidOperationException("a bug"));

        _sip.Time.Advance(TimeSpan.FromSeconds(32));

        Assert.Contains(_sip.Logs.Lines, line => line.Level == LogLevel.Error && line.Exception is InvalidOperationException);
        _sip.IsEmpty();
    }

    [Fact]
    public void A_user_added_later_is_asked_first()
    {
        var first = new List<SipMethod>();
        _sip.Layer.Use(new Filter(transaction =>
        {
            first.Add(transaction.Method);
            return transaction.Method == SipMethod.Bye;
        }));

        _sip.Wire.Receive(SipText.Request("BYE", toTag: "bob"));
        _sip.Wire.Receive(SipText.Request("OPTIONS"));

        Assert.Equal([SipMethod.Bye, SipMethod.Options], first);
        Assert.Equal(SipMethod.Options, Assert.Single(_sip.Requests).Method);
    }

    [Fact]
    public void A_full_table_answers_503_with_Retry_After_and_still_ends_calls()
    {
        using var sip = new TransactionHarness(limits: new TransactionLimits { MaxServerTransactions = 2, InDialogReserve = 1 });
        sip.Receive(SipText.Request("INVITE", branch: "z9hG4bK1", callId: "1"));
        sip.Receive(SipText.Request("INVITE", branch: "z9hG4bK2", callId: "2"));

        sip.Wire.Receive(SipText.Request("INVITE", branch: "z9hG4bK3", callId: "3"));
        var refusal = sip.Wire.Take();
        Assert.Equal((503, "16"), (refusal.Status, SipText.Header(refusal.Text, "Retry-After")));

        sip.Receive(SipText.Request("BYE", branch: "z9hG4bK4", callId: "1", toTag: "bob"));
        sip.Wire.Receive(SipText.Request("BYE", branch: "z9hG4bK5", callId: "2", toTag: "bob"));
        Assert.Equal(503, sip.Wire.Take().Status);
        Assert.Equal(2, sip.Counters[SipFault.TransactionLimit]);
        Assert.Equal(3, sip.Layer.ServerTransactions);
    }

    [Fact]
    public void A_full_client_table_refuses_to_send()
    {
        using var sip = new TransactionHarness(limits: new TransactionLimits { MaxClientTransactions = 1 });
        sip.Send(SipMethod.Options);
        sip.TakeAll();

        sip.Send(SipMethod.Options);

        Assert.Equal(SipTransportFailure.LimitReached, sip.ClientEvents[0].Failure);
        Assert.True(sip.Wire.IsSilent);
        Assert.Equal(1, sip.Counters[SipFault.ClientTransactionLimit]);
        Assert.Equal(1, sip.Layer.ClientTransactions);
    }

    [Fact]
    public void Thousands_of_calls_leave_nothing_behind()
    {
        _sip.WhenRequested = transaction => transaction.Respond(transaction.Method == SipMethod.Invite ? 486 : 200);
        for (var call = 0; call < 2000; call++)
        {
            var branch = $"z9hG4bK{call}";
            _sip.Wire.Receive(SipText.Request("INVITE", branch: branch, callId: branch));
            _sip.Wire.Receive(SipText.Request("ACK", branch: branch, callId: branch, toTag: "x"));
            _sip.Wire.Receive(SipText.Request("OPTIONS", branch: branch, callId: branch));
            _sip.Answer(SendOptions(), 200);
        }

        Assert.Equal(4000, _sip.Layer.ServerTransactions);
        _sip.Time.Advance(TimeSpan.FromSeconds(33));
        _sip.IsEmpty();

        LoopbackMessage SendOptions()
        {
            _sip.TakeAll();
            _sip.Send(SipMethod.Options);
            return _sip.Wire.Take();
        }
    }

    [Fact]
    public async Task The_2xx_of_a_dialog_is_acknowledged_with_a_branch_of_its_own_that_repeats_keep()
    {
        var ack = TransactionHarness.RequestOf(SipMethod.Ack);

        Assert.Equal(SipTransportFailure.None, await _sip.Layer.SendStatelessAsync(ack, _sip.Destination, TestContext.Current.CancellationToken));
        Assert.Equal(SipTransportFailure.None, await _sip.Layer.SendStatelessAsync(ack, _sip.Destination, TestContext.Current.CancellationToken));

        var sent = _sip.TakeAll();
        Assert.Equal(2, sent.Count);
        Assert.Equal(sent[0].Text, sent[1].Text);
        Assert.Single(SipText.Headers(sent[0].Text, "Via"));
        _sip.IsEmpty();
    }

    [Fact]
    public void Whatever_comes_over_the_wire_logs_nothing_above_information()
    {
        _sip.WhenRequested = transaction => transaction.Respond(486);
        string[] messages =
        [
            SipText.Request("INVITE"), SipText.Request("CANCEL", branch: "z9hG4bKx"), SipText.Request("INVITE", extra: "Require: a"),
            SipText.Request("ACK", toTag: "z"), SipText.Response(SipText.Request("BYE"), 200), "garbage", "INVITE sip:a SIP/2.0\r\n\r\n",
            SipText.Request("INVITE").Replace("CSeq: 1", "CSeq: x", StringComparison.Ordinal),
        ];
        foreach (var message in messages)
        {
            _sip.Wire.Receive(message);
        }

        _sip.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.NotEmpty(_sip.Logs.Lines);
        Assert.DoesNotContain(_sip.Logs.Lines, line => line.Level > LogLevel.Information);
    }

    private sealed class Filter(Func<ServerTransaction, bool> takes) : ITransactionUser
    {
        public bool OnRequest(ServerTransaction transaction) => takes(transaction);

        public bool OnAck(SipRequest ack, SipFlow flow) => false;
    }
}
