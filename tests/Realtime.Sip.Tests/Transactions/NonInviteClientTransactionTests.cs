using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;
using Xunit;

namespace Realtime.Sip.Tests.Transactions;

public sealed class NonInviteClientTransactionTests : IDisposable
{
    private readonly TransactionHarness _sip = new();

    public void Dispose() => _sip.Dispose();

    [Fact]
    public void An_unanswered_request_is_repeated_at_pauses_that_grow_to_T2_until_Timer_F()
    {
        _sip.Send(SipMethod.Options);
        _sip.Wire.Take();

        Assert.Equal([500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500], _sip.TimesOfSending(TimeSpan.FromSeconds(32)));
        Assert.Equal([ClientTransactionEventKind.Timeout, ClientTransactionEventKind.Terminated], _sip.ClientKinds);
        _sip.IsEmpty();
    }

    [Fact]
    public void A_request_that_is_being_worked_on_is_repeated_at_T2_only()
    {
        _sip.Send(SipMethod.Options);
        var options = _sip.Wire.Take();
        _sip.Answer(options, 100);

        // The timer that runs already still fires (RFC 3261 17.1.2.2).
        Assert.Equal([500, 4500, 8500], _sip.TimesOfSending(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void A_final_response_comes_once_and_repeats_are_absorbed_until_Timer_K()
    {
        _sip.Send(SipMethod.Bye);
        var bye = _sip.Wire.Take();
        _sip.Answer(bye, 200);
        _sip.Answer(bye, 200);
        _sip.Answer(bye, 481);

        Assert.Equal([ClientTransactionEventKind.Final, ClientTransactionEventKind.Terminated], _sip.ClientKinds);
        Assert.Equal(0, _sip.Counters[SipFault.StrayResponse]);
        Assert.Equal(1, _sip.Layer.ClientTransactions);
        _sip.After(TimeSpan.FromSeconds(5));
        _sip.IsEmpty();

        _sip.Answer(bye, 200);
        Assert.Equal(1, _sip.Counters[SipFault.StrayResponse]);
    }

    [Fact]
    public void Only_an_invite_can_be_cancelled() =>
        Assert.Throws<InvalidOperationException>(() => _sip.Send(SipMethod.Options).Cancel());

    [Fact]
    public async Task Sending_and_waiting_gives_the_outcome()
    {
        var waiting = _sip.Layer.SendAsync(TransactionHarness.RequestOf(SipMethod.Options), _sip.Destination, TestContext.Current.CancellationToken);
        _sip.Answer(_sip.Wire.Take(), 404);

        Assert.Equal(404, (await waiting).Response!.StatusCode);
    }

    [Fact]
    public async Task Closing_ends_what_waits_for_an_outcome()
    {
        var waiting = _sip.Layer.SendAsync(TransactionHarness.RequestOf(SipMethod.Options), _sip.Destination, TestContext.Current.CancellationToken);

        _sip.Layer.Dispose();

        var outcome = await waiting;
        Assert.Equal((ClientTransactionEventKind.TransportFailed, SipTransportFailure.Closing), (outcome.Kind, outcome.Failure));
        _sip.IsEmpty();
        _sip.Send(SipMethod.Options);
        Assert.Equal(SipTransportFailure.Closing, _sip.ClientEvents[0].Failure);
    }
}
