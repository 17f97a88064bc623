using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Realtime.Sip;
using Realtime.Sip.Messages;
using Realtime.Sip.Transports;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

public sealed class TrunkScenarios
{
    [Fact]
    public async Task A_number_that_the_trunk_may_not_dial_is_404_and_the_log_says_why()
    {
        await using var scenario = await GatewayScenario.StartAsync(new() { ["Trunks:carrier:Dialled:0"] = "+1444*" });
        await using var caller = scenario.Caller();

        await caller.InviteAsync();

        Assert.Equal(404, (await caller.FinalAsync()).StatusCode);
        Assert.Contains(scenario.Log.Lines, line => line.Message.Contains("trunk 'carrier' has this address but not the dialled number +15550100", StringComparison.Ordinal));
        Assert.Empty(await scenario.OpenAiCallsAsync());
    }

    [Fact]
    public async Task Above_its_rate_a_trunk_gets_503_with_the_time_to_wait_and_admitted_calls_go_on()
    {
        await using var scenario = await GatewayScenario.StartAsync(new() { ["Trunks:carrier:CallsPerSecond"] = "0.05", ["Trunks:carrier:Burst"] = "1" });
        await using var admitted = scenario.Caller();
        await using var refused = scenario.Caller();
        Assert.Equal(200, (await admitted.CallAsync()).StatusCode);

        await refused.InviteAsync();
        var answer = await refused.FinalAsync();

        Assert.Equal(503, answer.StatusCode);
        Assert.InRange(int.Parse(answer.Headers.First(SipHeaderId.RetryAfter)!, CultureInfo.InvariantCulture), 1, 20);
        Assert.Equal(200, (await admitted.HangUpAsync()).StatusCode);
    }

    [Fact]
    public async Task The_rate_of_a_trunk_holds_too_where_a_proof_tells_it_from_another()
    {
        await using var scenario = await GatewayScenario.StartAsync(new()
        {
            ["Trunks:carrier:CallsPerSecond"] = "0.05",
            ["Trunks:carrier:Burst"] = "1",
            ["Trunks:phones:Sources:0"] = "127.0.0.1",
            ["Trunks:phones:Digest:Username"] = "phone",
            ["Trunks:phones:Digest:Password"] = "env:SCENARIO_OPENAI_KEY",
        });
        await using var admitted = scenario.Caller();
        await using var refused = scenario.Caller();
        Assert.Equal(200, (await admitted.CallAsync()).StatusCode);

        await refused.InviteAsync();

        Assert.Equal(503, (await refused.FinalAsync()).StatusCode);
        Assert.Equal(200, (await admitted.HangUpAsync()).StatusCode);
    }

    [Fact]
    public async Task A_trunk_has_its_own_longest_call()
    {
        await using var scenario = await GatewayScenario.StartAsync(new() { ["Trunks:carrier:MaxCallSeconds"] = "10" });
        await using var caller = scenario.Caller();
        await caller.CallAsync();

        await caller.ByeAsync();

        Assert.Equal("maximum duration of 10 s", (await scenario.RecordAsync(caller)).Reason);
    }

    [Fact]
    public async Task Rules_see_the_number_as_e164_wherever_and_however_the_carrier_writes_it()
    {
        await using var scenario = await GatewayScenario.StartAsync(new()
        {
            ["Trunks:carrier:Numbers:Format"] = "plan",
            ["Trunks:carrier:Numbers:Plan:0:Prefix"] = "0",
            ["Trunks:carrier:Numbers:Plan:0:Replace"] = "+1",
            ["Trunks:carrier:Headers:Dialled:0"] = "diversion",
            ["Trunks:carrier:Dialled:0"] = "+1555*",
        });
        await using var caller = scenario.Caller();

        await caller.InviteAsync("trunk-12", from: "05550199", headers: "Diversion: <sip:0555-0100@carrier.example>;reason=unconditional");
        Assert.Equal(200, (await caller.FinalAsync()).StatusCode);
        await caller.AcknowledgeAsync();
        await caller.HangUpAsync();

        var record = await scenario.RecordAsync(caller);
        Assert.Equal(("support", "+15550100", "+15550199"), (record.Rule, record.Dialled, record.Caller));
        var arrival = (await scenario.EventsAsync(record.CallId)).OfType<InviteReceived>().Single();
        Assert.Equal(("0555-0100", "05550199"), (arrival.DialledAsSent, arrival.CallerAsSent));
    }

    [Fact]
    public async Task A_withheld_caller_is_not_told_to_the_ai_side_and_headers_cross_by_name_and_new_name()
    {
        var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var certificate = SelfSigned("ai.test");
        var authority = Path.GetTempFileName();
        await File.WriteAllTextAsync(authority, certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await using var target = new SipEndpoint(new SipEndpointOptions
        {
            Listeners = { new SipListenerOptions { Kind = SipTransportKind.Tls, Address = new IPEndPoint(IPAddress.Loopback, 0), Certificate = certificate } },
        });
        target.OnInvite((invite, transaction, _) =>
        {
            seen.TrySetResult(invite.ToString());
            transaction.Respond(486);
            return Task.CompletedTask;
        });
        await target.StartAsync(TestContext.Current.CancellationToken);
        await using var scenario = await GatewayScenario.StartAsync(new()
        {
            ["Targets:openai:SipUri"] = "sip:ai@ai.test;transport=tls",
            ["Targets:openai:OutboundProxy"] = target.Listeners[0].LocalEndPoint.ToString(),
            ["Targets:openai:CertificateAuthorityFile"] = authority,
            ["Trunks:carrier:HeadersToTarget:0"] = "P-Asserted-Identity",
            ["Trunks:carrier:HeadersToTarget:1"] = "X-Kept",
            ["Trunks:carrier:RenameToTarget:X-Carrier-Id"] = "X-Reference",
        });
        await using var caller = scenario.Caller();

        await caller.InviteAsync(headers: ["P-Asserted-Identity: <sip:+15550198@carrier.example>", "Privacy: id", "X-Kept: yes", "X-Carrier-Id: 77", "X-Other: no"]);
        Assert.Equal(486, (await caller.FinalAsync()).StatusCode);

        var invite = await seen.Task;
        Assert.Contains("From: \"Anonymous\" <sip:anonymous@anonymous.invalid>", invite, StringComparison.Ordinal);
        Assert.DoesNotContain("155501", invite, StringComparison.Ordinal);
        Assert.Contains("X-Kept: yes\r\n", invite, StringComparison.Ordinal);
        Assert.Contains("X-Reference: 77\r\n", invite, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Other", invite, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Carrier-Id", invite, StringComparison.Ordinal);
        Assert.Equal("", (await scenario.RecordAsync(caller)).Caller);
        File.Delete(authority);
    }

    [Fact]
    public async Task A_missing_contact_is_repaired_where_the_trunk_asks_for_it()
    {
        await using var scenario = await GatewayScenario.StartAsync(new() { ["Trunks:carrier:Repair:0"] = "contact-missing" });
        using var socket = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Connect(scenario.Sip);

        await socket.SendAsync(Encoding.ASCII.GetBytes(
            $"INVITE sip:+15550100@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP {socket.Client.LocalEndPoint};branch=z9hG4bK{Guid.NewGuid():N};rport\r\nMax-Forwards: 70\r\n"
            + $"From: <sip:+15550199@127.0.0.1>;tag=1\r\nTo: <sip:+15550100@127.0.0.1>\r\nCall-ID: {Guid.NewGuid():N}\r\nCSeq: 1 INVITE\r\n"
            + $"Content-Type: application/sdp\r\nContent-Length: {TrunkCaller.SrtpOffer.Length}\r\n\r\n{TrunkCaller.SrtpOffer}"), TestContext.Current.CancellationToken);

        var call = await GatewayScenario.EventuallyAsync(() => Task.FromResult(scenario.Calls.List().FirstOrDefault(one => one.Progress.Answered)));
        Assert.Equal("+15550199", call.Facts.Caller);
    }

    private static X509Certificate2 SelfSigned(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
