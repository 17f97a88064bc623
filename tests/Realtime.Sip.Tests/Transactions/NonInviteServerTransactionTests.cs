using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.Transactions;

public sealed class NonInviteServerTransactionTests : IDisposable
{
    private static readonly string Bye = SipText.Request("BYE", toTag: "bob");
    private readonly TransactionHarness _sip = new();

    public void Dispose() => _sip.Dispose();

    [Fact]
    public void A_repeated_request_gets_its_response_again_until_Timer_J()
    {
        _sip.Receive(Bye).Respond(200);
        var ok = _sip.Wire.Take();
        _sip.After(TimeSpan.FromSeconds(31));

        _sip.Wire.Receive(Bye);
        Assert.Equal(ok.Text, _sip.Wire.Take().Text);
        Assert.Single(_sip.Requests);

        _sip.After(TimeSpan.FromSeconds(1));
        _sip.IsEmpty();
        _sip.Receive(Bye);
        Assert.Equal(2, _sip.Requests.Count);
    }

    [Fact]
    public void A_repeat_before_the_answer_is_absorbed()
    {
        _sip.Receive(Bye);
        _sip.Wire.Receive(Bye);

        Assert.Single(_sip.Requests);
        Assert.True(_sip.Wire.IsSilent);
    }

    [Fact]
    public void A_100_goes_out_only_when_the_client_repeats_at_T2()
    {
        _sip.Receive(Bye);
        Assert.Empty(_sip.After(TimeSpan.FromSeconds(3.49)));

        Assert.Equal(100, Assert.Single(_sip.After(TimeSpan.FromSeconds(0.01))).Status);
    }

    [Fact]
    public void An_answer_that_comes_when_the_client_has_given_up_is_not_sent()
    {
        var transaction = _sip.Receive(Bye);
        _sip.After(TimeSpan.FromSeconds(32));

        Assert.False(transaction.Respond(200));
        Assert.True(_sip.Wire.IsSilent);
        Assert.Equal([ServerTransactionEventKind.Unanswered, ServerTransactionEventKind.Terminated], _sip.ServerKinds);
        Assert.Equal(1, _sip.Counters[SipFault.Unanswered]);
        _sip.IsEmpty();
    }

    [Fact]
    public void A_send_that_fails_ends_it()
    {
        var transaction = _sip.Receive(Bye);
        _sip.Wire.SendFailure = SipTransportFailure.SendFailed;

        transaction.Respond(200);

        Assert.Equal([ServerTransactionEventKind.TransportFailed, ServerTransactionEventKind.Terminated], _sip.ServerKinds);
        _sip.IsEmpty();
    }

    [Fact]
    public void The_same_branch_with_another_method_is_another_transaction()
    {
        _sip.Receive(Bye);
        _sip.Receive(SipText.Request("INFO", toTag: "bob"));

        Assert.Equal(2, _sip.Layer.ServerTransactions);
    }

    [Fact]
    public void The_same_branch_from_another_sender_is_another_transaction()
    {
        _sip.Receive(Bye);
        _sip.Receive(SipText.Request("BYE", toTag: "bob", via: "198.51.100.7:5061"));
        _sip.Receive(SipText.Request("BYE", toTag: "bob", via: "198.51.100.8:5060"));

        Assert.Equal(3, _sip.Layer.ServerTransactions);
    }
}
