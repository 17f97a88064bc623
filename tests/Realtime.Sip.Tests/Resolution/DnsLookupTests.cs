using System.Net;
using Realtime.Sip.Messages;
using Realtime.Sip.Resolution;
using Realtime.Sip.Tests.Transports;
using Realtime.Sip.Transports;
using Xunit;

namespace Realtime.Sip.Tests.Resolution;

/// <summary>How servers are asked and how long answers are believed.</summary>
public sealed class DnsLookupTests
{
    private const string Uri = "sip:host.test:5060";
    private static readonly string[] Expected = ["udp 192.0.2.1:5060"];

    [Fact]
    public async Task An_answer_is_remembered_as_long_as_it_says()
    {
        await using var rig = Rig();
        rig.Server.Remove("host.test");
        rig.Server.A("host.test", "192.0.2.1", seconds: 60);
        await rig.ResolveAsync(Uri);
        var asked = rig.Server.Asked.Count;

        rig.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(Expected, await rig.ResolveAsync(Uri));
        Assert.Equal(asked, rig.Server.Asked.Count);

        rig.Server.Remove("host.test");
        rig.Server.A("host.test", "192.0.2.2");
        rig.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(["udp 192.0.2.2:5060"], await rig.ResolveAsync(Uri));
        Assert.True(rig.Counters[SipLookupResult.Cached] >= 2);
    }

    [Fact]
    public async Task That_there_is_no_record_is_remembered_shorter()
    {
        await using var rig = Rig();
        Assert.Empty(await rig.ResolveAsync("sip:new.test:5060"));
        rig.Server.A("new.test", "192.0.2.3");

        Assert.Empty(await rig.ResolveAsync("sip:new.test:5060"));
        rig.Time.Advance(TimeSpan.FromSeconds(rig.Server.NegativeSeconds));

        Assert.Equal(["udp 192.0.2.3:5060"], await rig.ResolveAsync("sip:new.test:5060"));
    }

    [Fact]
    public async Task When_no_server_answers_what_was_known_is_used_on_but_not_for_ever()
    {
        await using var rig = Rig();
        await rig.ResolveAsync(Uri);
        rig.Server.Code = 2;

        rig.Time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(Expected, await rig.ResolveAsync(Uri));
        Assert.True(rig.Counters[SipLookupResult.Stale] >= 1);

        rig.Time.Advance(TimeSpan.FromMinutes(40));
        Assert.Empty(await rig.ResolveAsync(Uri));
    }

    [Fact]
    public async Task Servers_that_say_nothing_cost_a_call_half_a_second_while_an_old_answer_is_at_hand()
    {
        await using var rig = ResolverRig.Start(options => options with { AddressOrder = SipAddressOrder.IPv4Only });
        rig.Server.A("host.test", "192.0.2.1", seconds: 60);
        await rig.ResolveAsync(Uri);
        rig.Server.IsSilent = true;
        rig.Time.Advance(TimeSpan.FromMinutes(5));

        var resolving = rig.ResolveAsync(Uri);
        await StackHarness.UntilAsync(() => rig.Server.Count("host.test") == 2);
        await rig.AdvanceUntilAsync(TimeSpan.FromMilliseconds(500), resolving);

        Assert.Equal(Expected, await resolving);
        Assert.Equal(1, rig.Counters[SipLookupResult.Stale]);
    }

    [Fact]
    public async Task A_late_answer_is_there_for_the_next_call_although_the_first_did_not_wait_for_it()
    {
        await using var rig = ResolverRig.Start(options => options with { AddressOrder = SipAddressOrder.IPv4Only });
        rig.Server.A("host.test", "192.0.2.1", seconds: 60);
        await rig.ResolveAsync(Uri);
        rig.Server.Remove("host.test");
        rig.Server.A("host.test", "192.0.2.9");
        rig.Server.IsSilent = true;
        rig.Time.Advance(TimeSpan.FromMinutes(5));
        var resolving = rig.ResolveAsync(Uri);
        await StackHarness.UntilAsync(() => rig.Server.Count("host.test") == 2);
        await rig.AdvanceUntilAsync(TimeSpan.FromMilliseconds(500), resolving);
        rig.Server.IsSilent = false;

        // The first question is repeated after its second.
        rig.Time.Advance(TimeSpan.FromMilliseconds(500));
        await StackHarness.UntilAsync(() => rig.Server.Count("host.test") == 3);

        await StackHarness.UntilAsync(() => rig.Counters[SipLookupResult.Answered] == 2);
        Assert.Equal(["udp 192.0.2.9:5060"], await rig.ResolveAsync(Uri));
    }

    [Fact]
    public async Task After_a_failure_the_next_callers_do_not_wait_again()
    {
        await using var rig = Rig();
        rig.Server.Code = 2;
        Assert.Empty(await rig.ResolveAsync(Uri));
        var asked = rig.Server.Asked.Count;

        Assert.Empty(await rig.ResolveAsync(Uri));
        Assert.Equal(asked, rig.Server.Asked.Count);

        rig.Server.Code = 0;
        rig.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(Expected, await rig.ResolveAsync(Uri));
    }

    [Fact]
    public async Task A_burst_of_callers_asks_once()
    {
        await using var rig = Rig();
        rig.Server.Naptr("host.test", 1, 1, "s", "SIP+D2U", "_sip._udp.host.test");
        rig.Server.Srv("_sip._udp.host.test", 1, 0, 5060, "host.test");

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => rig.ResolveAsync("sip:host.test")));

        Assert.Equal(1, rig.Server.Asked.Count(question => question is ("host.test", 1, _)));
        Assert.Equal(1, rig.Server.Asked.Count(question => question is ("host.test", 35, _)));
    }

    [Fact]
    public async Task What_does_not_fit_a_datagram_is_asked_for_by_TCP()
    {
        await using var rig = Rig();
        rig.Server.Truncates = true;

        Assert.Equal(Expected, await rig.ResolveAsync(Uri));
        Assert.Contains(rig.Server.Asked, question => question is ("host.test", 1, "tcp"));
    }

    [Fact]
    public async Task A_server_from_before_the_extension_is_asked_without_it()
    {
        await using var rig = Rig();
        rig.Server.IsOld = true;

        Assert.Equal(Expected, await rig.ResolveAsync(Uri));
    }

    [Fact]
    public async Task A_server_that_refuses_is_passed_over_and_asked_last_from_then_on()
    {
        await using var bad = new DnsServerDouble { Code = 5 };
        await using var rig = ResolverRig.Start(options => options with { Servers = [bad.EndPoint, .. options.Servers] });
        rig.Server.A("host.test", "192.0.2.1");
        rig.Server.A("other.test", "192.0.2.2");

        Assert.Equal(Expected, await rig.ResolveAsync(Uri));
        var asked = bad.Asked.Count;
        Assert.Equal(["udp 192.0.2.2:5060"], await rig.ResolveAsync("sip:other.test:5060"));

        Assert.Equal(asked, bad.Asked.Count);
        Assert.Contains(rig.Logs.Lines, line => line.Id.Id == 3801);
    }

    [Fact]
    public async Task A_silent_server_costs_one_timeout_and_a_closed_port_none()
    {
        await using var silent = new DnsServerDouble { IsSilent = true };
        IPEndPoint closed;
        await using (var gone = new DnsServerDouble())
        {
            closed = gone.EndPoint;
        }

        await using var rig = ResolverRig.Start(options => options with { Servers = [closed, silent.EndPoint, .. options.Servers] });
        rig.Server.A("host.test", "192.0.2.1");

        var resolving = rig.ResolveAsync(Uri);
        await StackHarness.UntilAsync(() => silent.Count("host.test") == 2);
        rig.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(Expected, await resolving);
    }

    [Fact]
    public async Task An_answer_with_another_number_or_question_is_not_believed()
    {
        await using var rig = Rig();
        rig.Server.Forged.Add(question => Forged(question, (message, _) => message[0] ^= 1));
        rig.Server.Forged.Add(question => Forged(question, (message, _) => message[13] ^= 1));
        rig.Server.Forged.Add(question => Forged(question, (message, _) => message[2] &= 0x7F));
        rig.Server.Forged.Add(question => Forged(question, (message, end) => message[end - 3] ^= 4));
        rig.Server.Forged.Add(_ => []);
        rig.Server.Forged.Add(_ => [1, 2, 3]);

        Assert.Equal(Expected, await rig.ResolveAsync(Uri));
    }

    [Fact]
    public async Task Records_of_names_that_were_not_asked_for_are_left_aside()
    {
        await using var rig = Rig();
        rig.Server.Forged.Add(question => Stray(question));

        Assert.Empty(await rig.ResolveAsync(Uri));
    }

    [Fact]
    public async Task An_alias_is_followed_within_an_answer_and_beyond()
    {
        await using var rig = Rig();
        rig.Server.Alias("alias.test", "host.test");

        Assert.Equal(Expected, await rig.ResolveAsync("sip:alias.test:5060"));

        // This answer has the alias alone: the rest has to be asked for.
        rig.Server.Forged.Add(question => DnsServerDouble.Question(question) is { Name: "far.test" } ? AliasToHost(question) : []);
        Assert.Equal(Expected, await rig.ResolveAsync("sip:far.test:5060"));
    }

    [Fact]
    public async Task Aliases_that_go_round_in_a_circle_lead_nowhere()
    {
        await using var rig = Rig();
        rig.Server.Forged.Add(question => DnsServerDouble.Question(question).Name == "self.test" ? Circle(question) : []);

        Assert.Empty(await rig.ResolveAsync("sip:self.test:5060"));
    }

    [Fact]
    public async Task A_flood_of_names_does_not_fill_the_memory()
    {
        await using var rig = ResolverRig.Start(options => options with { MaxEntries = 16, AddressOrder = SipAddressOrder.IPv4Only });
        for (var name = 0; name < 100; name++)
        {
            await rig.ResolveAsync($"sip:n{name}.test:5060");
        }

        Assert.InRange(rig.Resolver.Remembered, 1, 16);
    }

    [Fact]
    public async Task A_caller_who_gives_up_waits_no_longer()
    {
        await using var rig = Rig();
        rig.Server.IsSilent = true;
        using var given = new CancellationTokenSource();
        var resolving = rig.Resolver.ResolveAsync(SipUri.Parse(Uri), given.Token).AsTask();

        await given.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => resolving);
    }

    private static ResolverRig Rig()
    {
        var rig = ResolverRig.Start();
        rig.Server.A("host.test", "192.0.2.1");
        return rig;
    }

    private static byte[] AliasToHost(byte[] question)
    {
        var (_, _, end) = DnsServerDouble.Question(question);
        byte[] header = [question[0], question[1], 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0];
        var target = DnsServerDouble.Name("host.test");
        return [.. header, .. question[12..end], 0xC0, 12, 0, 5, 0, 1, 0, 0, 0, 60, 0, (byte)target.Length, .. target];
    }

    /// <summary>An answer about another name than the question.</summary>
    private static byte[] Stray(byte[] question)
    {
        var (_, _, end) = DnsServerDouble.Question(question);
        byte[] header = [question[0], question[1], 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0];
        return [.. header, .. question[12..end], .. DnsServerDouble.Name("bank.test"), 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 198, 51, 100, 66];
    }

    /// <summary>An answer that is its own alias.</summary>
    private static byte[] Circle(byte[] question)
    {
        var (_, _, end) = DnsServerDouble.Question(question);
        byte[] header = [question[0], question[1], 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0];
        return [.. header, .. question[12..end], 0xC0, 12, 0, 5, 0, 1, 0, 0, 0, 60, 0, 2, 0xC0, 12];
    }

    /// <summary>What somebody guesses: the right shape with one thing wrong.</summary>
    private static byte[] Forged(byte[] question, Action<byte[], int> spoil)
    {
        var (_, _, end) = DnsServerDouble.Question(question);
        byte[] header = [question[0], question[1], 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0];
        byte[] answer = [.. header, .. question[12..end], 0xC0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 198, 51, 100, 66];
        spoil(answer, end);
        return answer;
    }
}
