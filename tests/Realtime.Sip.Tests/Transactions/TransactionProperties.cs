using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.Transactions;

/// <summary>What holds in whatever order things happen to a transaction: it has one outcome, and it leaves nothing behind.</summary>
public sealed class TransactionProperties
{
    private static readonly Config Many = Config.QuickThrowOnFailure.WithMaxTest(500);

    private static readonly TimeSpan LongerThanAnything = TimeSpan.FromMinutes(10);

    private enum ClientStep
    {
        Trying,
        Ringing,
        Ok,
        OkOfOtherFork,
        Busy,
        Cancelled,
        Cancel,
        Break,
        SendsFail,
        SendsWork,
        Blink,
        Second,
        Minute,
    }

    private enum ServerStep
    {
        RequestAgain,
        Cancel,
        Ack,
        Ringing,
        Ok,
        Busy,
        SendsFail,
        SendsWork,
        Blink,
        Second,
        Minute,
    }

    [Theory]
    [InlineData("INVITE", SipTransportKind.Udp)]
    [InlineData("INVITE", SipTransportKind.Tcp)]
    [InlineData("OPTIONS", SipTransportKind.Udp)]
    [InlineData("OPTIONS", SipTransportKind.Tcp)]
    public void A_client_transaction_has_one_outcome_and_leaves_nothing_behind(string method, SipTransportKind kind) =>
        Check.One(Many, Prop.ForAll(Steps<ClientStep>(), steps =>
        {
            using var sip = new TransactionHarness(kind);
            var transaction = sip.Send(SipMethod.Parse(method));
            var request = sip.Wire.Take();
            foreach (var step in steps)
            {
                Do(sip, transaction, request, step);
            }

            sip.Wire.SendFailure = SipTransportFailure.None;
            sip.Time.Advance(LongerThanAnything);

            sip.IsEmpty();
            Assert.Single(sip.ClientEvents, happened => happened.IsOutcome);
            Assert.Single(sip.ClientEvents, happened => happened.Kind == ClientTransactionEventKind.Terminated);
            Assert.Equal(ClientTransactionEventKind.Terminated, sip.ClientEvents[^1].Kind);
            Assert.DoesNotContain(sip.Logs.Lines, line => line.Level > LogLevel.Information);
        }));

    [Theory]
    [InlineData("INVITE", SipTransportKind.Udp)]
    [InlineData("INVITE", SipTransportKind.Tcp)]
    [InlineData("OPTIONS", SipTransportKind.Udp)]
    [InlineData("OPTIONS", SipTransportKind.Tcp)]
    public void A_server_transaction_sends_one_kind_of_final_response_and_leaves_nothing_behind(string method, SipTransportKind kind) =>
        Check.One(Many, Prop.ForAll(Steps<ServerStep>(), steps =>
        {
            using var sip = new TransactionHarness(kind);
            var transaction = sip.Receive(SipText.Request(method));
            foreach (var step in steps)
            {
                Do(sip, transaction, method, step);
            }

            sip.Wire.SendFailure = SipTransportFailure.None;
            sip.Time.Advance(LongerThanAnything);

            sip.IsEmpty();

            // A repeat that comes after the end is a request of its own; each ends once.
            Assert.Equal(sip.Requests.Count, sip.ServerKinds.Count(kinds => kinds == ServerTransactionEventKind.Terminated));
            var finals = sip.TakeAll().Where(sent => sent.Method == method && sent.Status >= 200).Select(sent => sent.Status).Distinct();
            Assert.True(finals.Count() <= sip.Requests.Count);
            Assert.DoesNotContain(sip.Logs.Lines, line => line.Level > LogLevel.Information);
        }));

    private static Arbitrary<List<T>> Steps<T>()
        where T : struct, Enum =>
        Gen.Elements(Enum.GetValues<T>()).ListOf().Select(steps => steps.ToList()).ToArbitrary();

    private static void Do(TransactionHarness sip, ClientTransaction transaction, LoopbackMessage request, ClientStep step)
    {
        switch (step)
        {
            case ClientStep.Trying:
                sip.Answer(request, 100);
                break;
            case ClientStep.Ringing:
                sip.Answer(request, 180);
                break;
            case ClientStep.Ok:
                sip.Answer(request, 200);
                break;
            case ClientStep.OkOfOtherFork:
                sip.Answer(request, 200, "other");
                break;
            case ClientStep.Busy:
                sip.Answer(request, 486);
                break;
            case ClientStep.Cancelled:
                sip.Answer(request, 487);
                break;
            case ClientStep.Cancel when request.Method == "INVITE":
                transaction.Cancel();
                break;
            case ClientStep.Break:
                sip.Wire.Break();
                break;
            case ClientStep.SendsFail or ClientStep.SendsWork:
                sip.Wire.SendFailure = step == ClientStep.SendsFail ? SipTransportFailure.SendFailed : SipTransportFailure.None;
                break;
            case ClientStep.Blink or ClientStep.Second or ClientStep.Minute:
                sip.Time.Advance(step == ClientStep.Blink ? TimeSpan.FromMilliseconds(100) : TimeSpan.FromSeconds(step == ClientStep.Second ? 1 : 60));
                break;
            default:
                break;
        }
    }

    private static void Do(TransactionHarness sip, ServerTransaction transaction, string method, ServerStep step)
    {
        switch (step)
        {
            case ServerStep.RequestAgain:
                sip.Wire.Receive(SipText.Request(method));
                break;
            case ServerStep.Cancel:
                sip.Wire.Receive(SipText.Request("CANCEL"));
                break;
            case ServerStep.Ack:
                sip.Wire.Receive(SipText.Request("ACK", toTag: transaction.LocalTag));
                break;
            case ServerStep.Ringing:
                transaction.Respond(180);
                break;
            case ServerStep.Ok:
                transaction.Respond(200);
                break;
            case ServerStep.Busy:
                transaction.Respond(486);
                break;
            case ServerStep.SendsFail or ServerStep.SendsWork:
                sip.Wire.SendFailure = step == ServerStep.SendsFail ? SipTransportFailure.SendFailed : SipTransportFailure.None;
                break;
            case ServerStep.Blink or ServerStep.Second or ServerStep.Minute:
                sip.Time.Advance(step == ServerStep.Blink ? TimeSpan.FromMilliseconds(100) : TimeSpan.FromSeconds(step == ServerStep.Second ? 1 : 60));
                break;
            default:
                break;
        }
    }
}
