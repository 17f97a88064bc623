using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.Transactions;

/// <summary>What is different where the transport loses nothing, and connections may.</summary>
public sealed class ReliableTransactionTests : IDisposable
{
    private readonly TransactionHarness _sip = new(SipTransportKind.Tcp);

    public void Dispose() => _sip.Dispose();

    [Theory]
    [InlineData("INVITE")]
    [InlineData("OPTIONS")]
    public void A_request_is_sent_once_and_times_out_all_the_same(string method)
    {
        _sip.Send(SipMethod.Parse(method));
        Assert.Single(_sip.TakeAll());

        Assert.Empty(_sip.After(TimeSpan.FromSeconds(31.9)));
        Assert.Empty(_sip.ClientEvents);
        _sip.After(TimeSpan.FromSeconds(0.1));
        Assert.Equal([ClientTransactionEventKind.Timeout, ClientTransactionEventKind.Terminated], _sip.ClientKinds);
        _sip.IsEmpty();
    }

    [Theory]
    [InlineData("INVITE")]
    [InlineData("OPTIONS")]
    public void A_failure_ends_the_transaction_at_once(string method)
    {
        _sip.Send(SipMethod.Parse(method));

        _sip.Answer(_sip.Wire.Take(), 404);

        Assert.Equal([ClientTransactionEventKind.Final, ClientTransactionEventKind.Terminated], _sip.ClientKinds);
        _sip.IsEmpty();
    }

    [Theory]
    [InlineData("INVITE", 180)]
    [InlineData("INVITE", 0)]
    [InlineData("BYE", 0)]
    public void A_lost_connection_fails_what_waits_on_it(string method, int provisional)
    {
        _sip.Send(SipMethod.Parse(method));
        var request = _sip.Wire.Take();
        if (provisional != 0)
        {
            _sip.Answer(request, provisional);
        }
        else
        {
            // Saved once: nothing had come back yet.
            _sip.Wire.Break();
            Assert.Equal(request.Text, _sip.Wire.Take().Text);
        }

        _sip.Wire.Break();

        var outcome = Assert.Single(_sip.ClientEvents, happened => happened.IsOutcome);
        Assert.Equal((ClientTransactionEventKind.TransportFailed, SipTransportFailure.ConnectionLost), (outcome.Kind, outcome.Failure));
        _sip.IsEmpty();
    }

    [Fact]
    public void A_lost_connection_after_the_2xx_is_no_second_outcome()
    {
        _sip.Send(SipMethod.Invite);
        _sip.Answer(_sip.Wire.Take(), 200);

        _sip.Wire.Break();

        Assert.Equal([ClientTransactionEventKind.Final], _sip.ClientKinds);
    }

    [Fact]
    public async Task A_request_waits_for_its_connection_and_knows_its_flow_when_it_is_written()
    {
        var held = _sip.Wire.HoldConnects();
        var transaction = _sip.Send(
            SipMethod.Invite,
            (request, flow) => request.Contact = NameAddress.Parse($"<sip:{flow.AdvertisedHost}:{flow.AdvertisedPort};transport=tcp>"));
        Assert.True(_sip.Wire.IsSilent);
        Assert.Null(transaction.Flow);

        held.SetResult();

        var invite = await _sip.Wire.TakeAsync(TestContext.Current.CancellationToken);
        Assert.Equal("<sip:192.0.2.1:5060;transport=tcp>", SipText.Header(invite.Text, "Contact"));
        Assert.Same(invite.Flow, transaction.Flow);
    }

    [Fact]
    public async Task An_invite_cancelled_while_its_connection_is_made_is_never_sent()
    {
        var held = _sip.Wire.HoldConnects();
        var transaction = _sip.Send(SipMethod.Invite);

        transaction.Cancel();
        held.SetResult();
        await Task.Yield();

        Assert.Equal(SipTransportFailure.Abandoned, Assert.Single(_sip.ClientEvents, happened => happened.IsOutcome).Failure);
        Assert.True(_sip.Wire.IsSilent);
        _sip.IsEmpty();
    }

    [Fact]
    public void No_connection_is_told_with_its_reason()
    {
        _sip.Wire.ConnectFailure = SipTransportFailure.TlsNameMismatch;

        _sip.Send(SipMethod.Options);

        Assert.Equal(SipTransportFailure.TlsNameMismatch, _sip.ClientEvents[0].Failure);
        _sip.IsEmpty();
    }

    [Fact]
    public void A_failure_as_server_is_sent_once_and_the_ACK_ends_it_at_once()
    {
        var invite = SipText.Request("INVITE", transport: "TCP");
        _sip.Receive(invite).Respond(486);
        Assert.Single(_sip.TakeAll());
        Assert.Empty(_sip.After(TimeSpan.FromSeconds(10)));

        _sip.Wire.Receive(SipText.Request("ACK", transport: "TCP", toTag: "x"));

        _sip.IsEmpty();
    }

    [Fact]
    public void A_lost_connection_is_told_to_the_user_of_an_invite_which_goes_on()
    {
        var transaction = _sip.Receive(SipText.Request("INVITE", transport: "TCP"));

        _sip.Wire.Break();

        Assert.Equal([ServerTransactionEventKind.TransportFailed], _sip.ServerKinds);
        Assert.Equal(TransactionState.Proceeding, transaction.State);
    }

    [Fact]
    public async Task A_response_for_a_lost_connection_goes_over_a_new_one_to_the_source_at_the_port_of_the_Via()
    {
        var transaction = _sip.Receive(SipText.Request("INVITE", transport: "TCP", via: "client.example.com:5066"));
        _sip.Wire.Break();

        transaction.Respond(486);

        var response = await _sip.Wire.TakeAsync(TestContext.Current.CancellationToken);
        Assert.Equal(486, response.Status);
        Assert.Equal("198.51.100.7:5066", response.Flow.Remote.ToString());
    }
}
