using System.Net;
using System.Text;
using Realtime.Sip.Messages;
using Realtime.Sip.Transports;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.Transactions;

/// <summary>What a guard keeps from strangers, seen from the wire.</summary>
public sealed class GuardTests : IAsyncDisposable, ISipGuard
{
    private readonly LoopbackTransport _wire = new();
    private readonly ManualTimeProvider _time = new();
    private readonly SipEndpoint _sip;
    private SipAdmission _admission = SipAdmission.Take;
    private bool _answers;
    private int _handled;

    public GuardTests()
    {
        _sip = new SipEndpoint(new SipEndpointOptions { Transports = [_wire], TimeProvider = _time, Guard = this });
        _sip.OnInvite((_, transaction, _) =>
        {
            _handled++;
            transaction.Respond(486);
            return Task.CompletedTask;
        });
        _sip.StartAsync(TestContext.Current.CancellationToken).GetAwaiter().GetResult();
    }

    public ValueTask DisposeAsync() => _sip.DisposeAsync();

    [Fact]
    public void A_dropped_request_leaves_neither_answer_nor_state()
    {
        _admission = SipAdmission.Drop;

        _wire.Receive(SipText.Request("INVITE"));

        Assert.True(_wire.IsSilent);
        Assert.Equal((0, 0), (_sip.Transactions.ServerTransactions, _handled));
        Assert.Equal(1, _sip.Counters[SipFault.NotAdmitted]);
    }

    [Fact]
    public void A_refused_request_is_answered_once_and_leaves_no_state()
    {
        _admission = SipAdmission.Refuse(503, TimeSpan.FromMilliseconds(2_100));

        _wire.Receive(SipText.Request("INVITE"));

        var answer = _wire.Take();
        Assert.Equal(503, answer.Status);
        Assert.Equal("3", SipText.Header(answer.Text, "Retry-After"));
        _time.Advance(TimeSpan.FromSeconds(40));
        Assert.True(_wire.IsSilent);
        Assert.Equal((0, 0), (_sip.Transactions.ServerTransactions, _handled));
        _wire.Receive(SipText.Request("ACK", toTag: SipText.Header(answer.Text, "To")!.Split("tag=")[1]));
        Assert.Equal(0, _sip.Counters[SipFault.StrayAck]);
    }

    [Fact]
    public void A_repeat_of_a_request_that_was_taken_is_not_asked_about_again()
    {
        _wire.Receive(SipText.Request("INVITE"));
        Assert.Equal(486, _wire.Take().Status);
        _admission = SipAdmission.Refuse(503);

        _wire.Receive(SipText.Request("INVITE"));

        Assert.Equal(486, _wire.Take().Status);
    }

    [Theory]
    [InlineData("CANCEL", null, "z9hG4bKtest")]
    [InlineData("BYE", "nobody", "z9hG4bKtest")]
    [InlineData("INVITE", "nobody", "z9hG4bKtest")]
    [InlineData("OPTIONS", null, "old-branch")]
    public void A_stray_of_a_stranger_gets_nothing_and_leaves_nothing(string method, string? toTag, string branch)
    {
        _wire.Receive(SipText.Request(method, toTag: toTag, branch: branch));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True(_wire.IsSilent);
        Assert.Equal(0, _sip.Transactions.ServerTransactions);

        _answers = true;
        _wire.Receive(SipText.Request(method, toTag: toTag, branch: branch + "2"));
        Assert.InRange(_wire.Take().Status, 400, 481);
    }

    [Fact]
    public void A_malformed_request_of_a_stranger_gets_nothing()
    {
        var malformed = SipText.Request("INVITE").Replace("CSeq: 1 INVITE", "CSeq: one INVITE", StringComparison.Ordinal);
        _wire.Receive(malformed);
        Assert.True(_wire.IsSilent);

        malformed = SipText.Request("INVITE").Replace("Content-Length: 0", "Content-Length: -1", StringComparison.Ordinal);
        _wire.Receive(malformed);
        Assert.True(_wire.IsSilent);
        Assert.Equal(2, _sip.Counters[SipFault.MalformedDropped]);
    }

    /// <summary>The smallest request that is one, against the largest answer that a stranger can get.</summary>
    [Fact]
    public void An_answer_to_an_unproven_source_is_no_more_than_twice_its_request()
    {
        const string smallest = "INVITE sip:a SIP/2.0\r\nv:SIP/2.0/UDP b;branch=z9hG4bK1\r\nf:<sip:a>;tag=1\r\nt:<sip:a>\r\ni:1\r\nCSeq:1 INVITE\r\nMax-Forwards:1\r\nm:<sip:a>\r\nl:0\r\n\r\n";
        _admission = SipAdmission.Refuse(403);

        _wire.Receive(smallest);

        Assert.InRange(Encoding.ASCII.GetByteCount(_wire.Take().Text), 1, 2 * smallest.Length);
        Assert.True(_wire.IsSilent);
    }

    /// <summary>100,000 calls, each with a Call-ID and branch of its own: of those that are turned away nothing stays.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_flood_that_is_turned_away_fills_no_table(bool isAnswered)
    {
        _admission = isAnswered ? SipAdmission.Refuse(503, TimeSpan.FromSeconds(1)) : SipAdmission.Drop;
        var template = SipText.Request("INVITE", branch: "z9hG4bKflood", callId: "flood");
        for (var call = 0; call < 100_000; call++)
        {
            _wire.Receive(template.Replace("flood", "flood" + call, StringComparison.Ordinal));
            if (isAnswered)
            {
                _wire.Take();
            }
        }

        Assert.Equal((0, 0), (_sip.Transactions.ServerTransactions, _handled));
        Assert.True(_wire.IsSilent);
    }

    SipStanding ISipGuard.Judge(IPAddress source) => SipStanding.Known;

    void ISipGuard.Suspect(IPAddress source, SipFault fault)
    {
        // Nothing comes by a connection.
    }

    SipAdmission ISipGuard.Admit(SipRequest request, SipFlow flow) => _admission;

    bool ISipGuard.Answers(SipFlow flow, SipFault fault) => _answers;
}
