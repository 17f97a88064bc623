using System.Net;
using Microsoft.Extensions.Logging;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests;

/// <summary>The library as a newcomer meets it.</summary>
public sealed class FrontDoorTests
{
    private static readonly SipUri Us = SipUri.Parse("sip:tester@localhost");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_program_of_the_README_answers_OPTIONS_and_is_busy()
    {
        // The README shows these lines.
        await using var sip = new SipEndpoint(new SipEndpointOptions
        {
            Listeners = { new SipListenerOptions { Kind = SipTransportKind.Udp, Address = new IPEndPoint(IPAddress.Loopback, 0) } },
        });
        sip.OnInvite(async (invite, transaction, cancelled) =>
        {
            transaction.Respond(180);
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, cancelled);
            transaction.Respond(486, $"Busy for {invite.From.Uri.User}");
        });
        await sip.StartAsync(Token);
        var at = sip.Listeners[0].LocalEndPoint;

        // And this is somebody who calls it.
        await using var caller = await StartUdpAsync();
        var options = await caller.SendAsync(SipEndpoint.CreateRequest(SipMethod.Options, SipUri.Parse($"sip:{at}"), Us), Token);
        var invite = await caller.SendAsync(SipEndpoint.CreateRequest(SipMethod.Invite, SipUri.Parse($"sip:bob@{at}"), Us), Token);

        Assert.Equal(200, options.Response!.StatusCode);
        Assert.Equal("INVITE, ACK, CANCEL, OPTIONS", options.Response.Headers.First(SipHeaderId.Allow));
        Assert.Equal((486, "Busy for tester"), (invite.Response!.StatusCode, invite.Response.ReasonPhrase));
    }

    [Fact]
    public void The_README_shows_the_program_that_was_tested()
    {
        var root = FolderRules.RepositoryRoot();
        var test = File.ReadAllLines(Path.Combine(root, "tests/Realtime.Sip.Tests/FrontDoorTests.cs")).Select(line => line.Trim()).ToHashSet();
        var program = File.ReadAllText(Path.Combine(root, "README.md")).Split("```csharp").Skip(1).Select(block => block.Split("```")[0])
            .Single(block => block.Contains("SipEndpoint", StringComparison.Ordinal));
        var lines = program.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0).ToList();

        Assert.True(lines.Count >= 10);
        Assert.All(lines, line => Assert.Contains(line, test));
    }

    [Fact]
    public async Task What_nobody_handles_is_answered_as_the_RFC_says()
    {
        var wire = new LoopbackTransport();
        await using var sip = new SipEndpoint(new SipEndpointOptions { Transports = { wire }, Extensions = ["timer"], DialogMethods = [SipMethod.Bye] });
        sip.OnRequest(SipMethod.Info, (_, transaction, _) =>
        {
            transaction.Respond(200);
            return Task.CompletedTask;
        });
        await sip.StartAsync(Token);

        Assert.Equal(200, AnswerTo(wire, SipText.Request("INFO", branch: "z9hG4bK1", toTag: "x")).Status);
        Assert.Equal(481, AnswerTo(wire, SipText.Request("BYE", branch: "z9hG4bK2", toTag: "x")).Status);
        Assert.Equal(481, AnswerTo(wire, SipText.Request("INVITE", branch: "z9hG4bK3", toTag: "x")).Status);

        var unknown = AnswerTo(wire, SipText.Request("DANCE", branch: "z9hG4bK4"));
        Assert.Equal((405, "OPTIONS, INFO, BYE"), (unknown.Status, SipText.Header(unknown.Text, "Allow")));

        var options = AnswerTo(wire, SipText.Request("OPTIONS", branch: "z9hG4bK5", callId: "call-5"));
        Assert.Equal((200, "timer"), (options.Status, SipText.Header(options.Text, "Supported")));
        Assert.Equal("application/sdp", SipText.Header(options.Text, "Accept"));
    }

    [Fact]
    public async Task A_handler_that_waits_is_stopped_by_CANCEL_and_the_invite_is_answered_487()
    {
        var wire = new LoopbackTransport();
        await using var sip = new SipEndpoint(new SipEndpointOptions { Transports = { wire } });
        sip.OnInvite((_, transaction, cancelled) =>
        {
            transaction.Respond(180);
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancelled);
        });
        await sip.StartAsync(Token);

        wire.Receive(SipText.Request("INVITE"));
        wire.Receive(SipText.Request("CANCEL"));

        Assert.Equal((180, "INVITE"), await NextAsync(wire));
        Assert.Equal((200, "CANCEL"), await NextAsync(wire));
        Assert.Equal((487, "INVITE"), await NextAsync(wire));
    }

    [Fact]
    public async Task A_handler_that_throws_has_its_request_answered_500()
    {
        using var logs = new RecordingLogger();
        var wire = new LoopbackTransport();
        await using var sip = new SipEndpoint(new SipEndpointOptions { Transports = { wire }, LoggerFactory = logs });
        sip.OnInvite((_, _, _) => throw new InvalidOperationException("a bug"));
        await sip.StartAsync(Token);

        Assert.Equal(500, AnswerTo(wire, SipText.Request("INVITE")).Status);
        Assert.Contains(logs.Lines, line => line.Level == LogLevel.Error && line.Exception is InvalidOperationException);
    }

    [Fact]
    public async Task Closing_stops_handlers_and_answers_503()
    {
        var wire = new LoopbackTransport();
        var sip = new SipEndpoint(new SipEndpointOptions { Transports = { wire } });
        sip.OnInvite((_, _, closing) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, closing));
        await sip.StartAsync(Token);
        wire.Receive(SipText.Request("INVITE"));

        await sip.DisposeAsync();
        await sip.DisposeAsync();

        Assert.Equal(503, wire.Take().Status);
    }

    [Fact]
    public async Task An_ACK_or_CANCEL_has_no_handler()
    {
        await using var sip = new SipEndpoint(new SipEndpointOptions());

        Assert.Throws<ArgumentException>(() => sip.OnRequest(SipMethod.Ack, (_, _, _) => Task.CompletedTask));
        Assert.Throws<ArgumentException>(() => sip.OnRequest(SipMethod.Invite, (_, _, _) => Task.CompletedTask));
    }

    [Fact]
    public async Task A_name_without_address_is_an_outcome()
    {
        await using var sip = await StartUdpAsync();

        var outcome = await sip.SendAsync(SipEndpoint.CreateRequest(SipMethod.Options, SipUri.Parse("sip:nobody.invalid"), Us), Token);

        Assert.Equal((ClientTransactionEventKind.TransportFailed, SipTransportFailure.NotResolved), (outcome.Kind, outcome.Failure));
    }

    private static async Task<SipEndpoint> StartUdpAsync()
    {
        var sip = new SipEndpoint(new SipEndpointOptions
        {
            Listeners = { new SipListenerOptions { Kind = SipTransportKind.Udp, Address = new IPEndPoint(IPAddress.Loopback, 0) } },
        });
        await sip.StartAsync(Token);
        return sip;
    }

    private static LoopbackMessage AnswerTo(LoopbackTransport wire, string request)
    {
        wire.Receive(request);
        return wire.Take();
    }

    private static async Task<(int Status, string Method)> NextAsync(LoopbackTransport wire)
    {
        var next = await wire.TakeAsync(Token);
        return (next.Status, next.Method);
    }
}
