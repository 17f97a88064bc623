using System.Net;
using Realtime.Sip.Transports;
using Realtime.SipGateway.Signalling;
using Realtime.SipGateway.Signalling.Defence;
using Realtime.SipGateway.Signalling.Digest;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Signalling.Defence;

public sealed class SourceGuardTests
{
    private static readonly TimeSpan FirstBan = TimeSpan.FromSeconds(DefenceOptions.DefaultBanSeconds);

    [Fact]
    public async Task A_stranger_gets_nothing_and_the_log_says_why()
    {
        await using var stack = new GuardStack();

        Assert.Equal(0, stack.Send(GuardStack.Stranger));
        Assert.Equal(0, stack.Send(GuardStack.Stranger, "OPTIONS"));
        Assert.Equal(0, stack.Send(GuardStack.Stranger, "BYE", toTag: "guess"));

        Assert.Contains(stack.Log.Lines, line => line.Message == "INVITE from 198.51.100.7:5060 over Udp matches no trunk: no trunk has this source address");
        Assert.Equal((0, 0), (stack.Handled, stack.Transactions));
    }

    [Fact]
    public async Task Strangers_are_answered_403_where_the_site_says_so_but_not_without_end()
    {
        await using var stack = new GuardStack(options => options.UnknownSources = "reject");

        var answers = Enumerable.Range(0, 100).Select(_ => stack.Send(GuardStack.Stranger)).ToList();

        Assert.Equal(403, answers[0]);
        Assert.InRange(answers.Count(status => status == 403), 1, DefenceOptions.DefaultUnknownSourceBurst);
        Assert.Equal(0, answers[^1]);
        Assert.Equal(0, stack.Transactions);
    }

    [Theory]
    [InlineData("friendly-scanner")]
    [InlineData("SIPVicious 0.3")]
    [InlineData("pplsip")]
    [InlineData("MyScanner/2")]
    public async Task A_scanner_gets_nothing_even_from_a_trunks_address(string agent)
    {
        await using var stack = new GuardStack(options => options.Defence.ScannerAgents.Add("myscanner"));

        Assert.Equal(0, stack.Send(GuardStack.Carrier, agent: agent));
        Assert.Equal(486, stack.Send(GuardStack.Carrier, agent: "Asterisk PBX"));
    }

    [Fact]
    public async Task Whatever_seems_to_come_from_a_trunks_address_it_is_never_banned()
    {
        await using var stack = new GuardStack();
        for (var evil = 0; evil < 500; evil++)
        {
            stack.Send(GuardStack.Carrier, agent: "friendly-scanner");
            stack.Send(GuardStack.Carrier, "BYE", toTag: "guess");
        }

        Assert.Empty(stack.Guard.List());
        Assert.Equal(486, stack.Send(GuardStack.Carrier));
    }

    [Fact]
    public async Task A_ban_ends_by_itself_and_the_next_one_is_longer()
    {
        await using var stack = new GuardStack(Anywhere);
        Assert.Equal(486, stack.Send(GuardStack.Stranger));
        stack.Send(GuardStack.Stranger, agent: "sipvicious");

        Assert.Equal(0, stack.Send(GuardStack.Stranger));
        var ban = Assert.Single(stack.Guard.List());
        Assert.Equal((GuardStack.Stranger, "udp", "scanner", stack.Time.GetUtcNow() + FirstBan), (ban.Source, ban.Transports, ban.Reason, ban.Until));

        stack.Time.Advance(FirstBan);
        Assert.Equal(486, stack.Send(GuardStack.Stranger));
        stack.Send(GuardStack.Stranger, agent: "sipvicious");
        Assert.Equal(stack.Time.GetUtcNow() + (FirstBan * 2), Assert.Single(stack.Guard.List()).Until);
    }

    [Fact]
    public async Task Signs_fade_a_few_wrong_passwords_are_no_attack()
    {
        await using var stack = new GuardStack(Anywhere);
        var flow = stack.Say(GuardStack.Stranger);
        for (var wrong = 0; wrong < 50; wrong++)
        {
            stack.Guard.Report(flow, DefenceSignal.FailedProof, isProven: true);
            stack.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Empty(stack.Guard.List());

        for (var wrong = 0; wrong < 6; wrong++)
        {
            stack.Guard.Report(flow, DefenceSignal.FailedProof, isProven: true);
        }

        Assert.Equal("all", Assert.Single(stack.Guard.List()).Transports);
    }

    [Fact]
    public async Task What_may_be_forged_bans_datagrams_only_and_what_is_proven_bans_all()
    {
        await using var stack = new GuardStack(Anywhere);
        var tcp = new LoopbackTransport(SipTransportKind.Tcp);
        await using var second = new Sip.SipEndpoint(new Sip.SipEndpointOptions { Transports = [tcp], TimeProvider = stack.Time, Guard = stack.Guard });
        await second.StartAsync(TestContext.Current.CancellationToken);
        stack.Send(GuardStack.Stranger, agent: "friendly-scanner");
        Assert.Equal(0, stack.Send(GuardStack.Stranger));

        tcp.Receive(SipText.Request("OPTIONS", transport: "TCP"), new IPEndPoint(IPAddress.Parse(GuardStack.Stranger), 5060));
        Assert.Equal(200, tcp.Take().Status);

        tcp.Receive(SipText.Request("OPTIONS", transport: "TCP", branch: "z9hG4bKa", extra: "User-Agent: sipcli/v1.8"), new IPEndPoint(IPAddress.Parse(GuardStack.Stranger), 5060));
        tcp.Receive(SipText.Request("OPTIONS", transport: "TCP", branch: "z9hG4bKb", callId: "b"), new IPEndPoint(IPAddress.Parse(GuardStack.Stranger), 5060));
        Assert.True(tcp.IsSilent);
        Assert.Equal("all", Assert.Single(stack.Guard.List()).Transports);
    }

    [Fact]
    public async Task Connections_that_fail_for_their_peers_fault_add_up_to_a_ban_but_not_of_a_trunk()
    {
        await using var stack = new GuardStack();
        var (carrier, stranger) = (IPAddress.Parse(GuardStack.Carrier), IPAddress.Parse(GuardStack.Stranger));
        Assert.Equal((SipStanding.Known, SipStanding.Stranger), (stack.Guard.Judge(carrier), stack.Guard.Judge(stranger)));

        for (var handshake = 0; handshake < 10; handshake++)
        {
            stack.Guard.Suspect(carrier, SipFault.HandshakeFailed);
            stack.Guard.Suspect(stranger, SipFault.HandshakeFailed);
        }

        Assert.Equal((SipStanding.Known, SipStanding.Banned), (stack.Guard.Judge(carrier), stack.Guard.Judge(stranger)));
        stack.Time.Advance(FirstBan);
        Assert.Equal(SipStanding.Stranger, stack.Guard.Judge(stranger));
    }

    [Fact]
    public async Task The_tables_tell_how_full_they_are_and_what_they_forgot()
    {
        await using var stack = new GuardStack(options => options.Defence.MaxSources = 100);
        for (var source = 0; source < 150; source++)
        {
            stack.Send($"198.51.100.{source}");
        }

        Assert.Equal((100, 50), (stack.Measured("gateway.defence.sources", "unproven"), stack.Measured("gateway.defence.forgotten", "unproven")));
    }

    [Theory]
    [InlineData("198.51.100.7", "198.51.100.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    public async Task A_ban_can_be_lifted_as_it_is_written(string source, string written)
    {
        await using var stack = new GuardStack(Anywhere);
        stack.Send(source, agent: "sipvicious");
        Assert.Equal(written, Assert.Single(stack.Guard.List()).Source);

        Assert.True(stack.Guard.Lift(written));
        Assert.False(stack.Guard.Lift(written));

        Assert.Equal(486, stack.Send(source));
    }

    [Fact]
    public async Task Above_its_rate_a_trunks_address_gets_503_with_the_time_to_wait_and_no_state()
    {
        await using var stack = new GuardStack(options => (options.Defence.TrunkSourcePerSecond, options.Defence.TrunkSourceBurst) = (1, 3));
        Assert.All(Enumerable.Range(0, 3), _ => Assert.Equal(486, stack.Send(GuardStack.Carrier)));

        stack.Say(GuardStack.Carrier);

        var answer = stack.Answer()!;
        Assert.Equal((503, "1"), (answer.Status, SipText.Header(answer.Text, "Retry-After")));
        Assert.Equal(3, stack.Transactions);
        stack.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(486, stack.Send(GuardStack.Carrier));
    }

    [Fact]
    public async Task Above_the_trunks_rate_every_address_of_it_waits()
    {
        await using var stack = new GuardStack(options => options.Trunks["carrier"] = new TrunkOptions { Sources = ["203.0.113.0/24"], CallsPerSecond = 0.5, Burst = 1 });
        Assert.Equal(486, stack.Send(GuardStack.Carrier));

        stack.Say("203.0.113.8");

        var answer = stack.Answer()!;
        Assert.Equal((503, "2"), (answer.Status, SipText.Header(answer.Text, "Retry-After")));
        Assert.Equal(1, stack.Transactions);
    }

    [Fact]
    public async Task A_full_trunk_gets_503_without_any_state()
    {
        await using var stack = new GuardStack(options => options.Trunks["carrier"].MaxCalls = 1);
        Assert.True(stack.Trunks.Find("carrier")!.TryEnter());

        Assert.Equal(503, stack.Send(GuardStack.Carrier));
        Assert.Equal(0, stack.Transactions);

        stack.Trunks.Find("carrier")!.Leave();
        Assert.Equal(486, stack.Send(GuardStack.Carrier));
    }

    [Fact]
    public async Task A_number_that_no_trunk_may_dial_is_404_or_dropped()
    {
        await using var answering = new GuardStack(options => options.Trunks["carrier"].Dialled.Add("+49*"));
        await using var silent = new GuardStack(options =>
        {
            options.Trunks["carrier"].Dialled.Add("+49*");
            options.UnknownNumbers = "drop";
        });

        Assert.Equal(404, answering.Send(GuardStack.Carrier));
        Assert.Equal(0, silent.Send(GuardStack.Carrier));
        Assert.Equal(0, answering.Transactions);
    }

    /// <summary>100,000 calls at once, each with its own Call-ID, branch and source: tables, logs and memory stay within their bounds.</summary>
    [Fact]
    public async Task A_flood_from_unknown_sources_fills_nothing()
    {
        await using var stack = new GuardStack(options => options.Defence.MaxSources = 1_000);
        for (var call = 0; call < 100_000; call++)
        {
            stack.Say($"198.{18 + (call & 1)}.{(call >> 8) & 15}.{call & 255}");
        }

        Assert.True(stack.Wire.IsSilent);
        Assert.Equal((0, 0), (stack.Transactions, stack.Handled));
        Assert.InRange(stack.Guard.Remembered, 1, 1_000);
        Assert.InRange(stack.Log.Lines.Count, 1, 1_100);
    }

    /// <summary>Each of 20,000 forged addresses asks once, where anybody may ask: the tables keep room for the trunks.</summary>
    [Fact]
    public async Task A_flood_of_forged_addresses_leaves_the_trunks_their_room()
    {
        await using var stack = new GuardStack(Anywhere);
        for (var source = 0; source < 20_000; source++)
        {
            var from = $"198.18.{source >> 8}.{source & 255}";
            stack.Say(from, (source & 1) == 0 ? "INVITE" : "BYE", toTag: (source & 1) == 0 ? null : "guess");
        }

        Assert.InRange(stack.Transactions, 1, DefenceOptions.DefaultUnknownTogetherBurst);
        Assert.Equal(486, stack.Send(GuardStack.Carrier));
    }

    [Fact]
    public async Task Strays_that_seem_to_come_from_a_trunk_are_answered_within_its_rate_and_cost_it_no_call()
    {
        await using var stack = new GuardStack(options => (options.Defence.TrunkSourcePerSecond, options.Defence.TrunkSourceBurst) = (1, 3));

        var answers = Enumerable.Range(0, 20).Select(_ => stack.Send(GuardStack.Carrier, "BYE", toTag: "guess")).ToList();

        Assert.Equal([481, 481, 481, 0], answers[..4]);
        Assert.Equal(3, stack.Transactions);
        Assert.Equal(486, stack.Send(GuardStack.Carrier));
    }

    [Fact]
    public async Task A_flood_from_a_trunks_address_takes_no_more_than_its_burst()
    {
        await using var stack = new GuardStack();
        for (var call = 0; call < 100_000; call++)
        {
            stack.Say(GuardStack.Carrier);
            stack.Answer();
        }

        Assert.Equal(DefenceOptions.DefaultTrunkSourceBurst, stack.Handled);
        Assert.Equal(DefenceOptions.DefaultTrunkSourceBurst, stack.Transactions);
        Assert.Equal(1, stack.Guard.Remembered);
        Assert.Equal(0, stack.Send(GuardStack.Stranger));
    }

    /// <summary>As if callers from anywhere could prove who they are.</summary>
    private static void Anywhere(SignallingOptions options) => options.Trunks["phones"] = new TrunkOptions
    {
        Digest = new TrunkDigestOptions { Username = "phone", Password = "literal:secret" },
    };
}
