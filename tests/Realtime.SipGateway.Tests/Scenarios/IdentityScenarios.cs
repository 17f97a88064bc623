using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Signalling.Identity;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>Calls whose numbers are signed for (STIR/SHAKEN), or not.</summary>
public sealed class IdentityScenarios : IAsyncLifetime
{
    private const string From = "15550199";
    private const string To = "15550100";

    private const string Policy =
        """
        {
          "format": 1,
          "agents": { "front-desk": { "model": "gpt-realtime-2.1", "instructions": "Be brief.", "voice": "marin" } },
          "rules": [
            { "name": "forged", "when": { "verstat": [ "TN-Validation-Failed" ] }, "reject": { "status": 608, "reason": "Rejected" } },
            { "name": "known", "when": { "attestation": [ "A", "B" ] }, "accept": { "agent": "front-desk" } },
            { "name": "others", "reject": { "status": 480 } }
          ]
        }
        """;

    private CertificateSite _site = null!;
    private CallSigner _signer = null!;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        _site = await CertificateSite.StartAsync();
        _signer = new CallSigner(Now);
        _site.Put("/signer.pem", _signer.Pem);
    }

    public async ValueTask DisposeAsync()
    {
        _signer.Dispose();
        await _site.DisposeAsync();
    }

    [Fact]
    public async Task Rules_decide_by_what_the_signature_is_worth()
    {
        await using var scenario = await StartAsync("observe", ("Policy:File", _site.Write("policy.json", Policy)));

        await using var known = scenario.Caller();
        await known.InviteAsync(headers: "Identity: " + Identity("A"));
        Assert.Equal(200, (await known.FinalAsync()).StatusCode);
        await known.AcknowledgeAsync();
        await known.HangUpAsync();
        var record = await scenario.RecordAsync(known);
        Assert.Equal(
            new CallerIdentityChecked("TN-Validation-Passed", "A", "passed", CallSigner.ServiceProvider, "123e4567-e89b-12d3-a456-426655440000"),
            Assert.Single((await scenario.EventsAsync(record.CallId)).OfType<CallerIdentityChecked>()));

        // Signed for the second of two asserted numbers, while the rules see the first.
        Assert.Equal(608, await StatusAsync(
            scenario, "Identity: " + Identity("A"), "P-Asserted-Identity: <sip:+15558888888@127.0.0.1>, <sip:+15550199@127.0.0.1>"));
        Assert.Equal(480, await StatusAsync(scenario, "Identity: " + Identity("C")));
        Assert.Equal(480, await StatusAsync(scenario));
        Assert.Equal(608, await StatusAsync(scenario, "Identity: " + _signer.Identity("15557777777", To, Now, _site.AddressOf("/signer.pem"))));
        Assert.Single(_site.Asked);
    }

    [Fact]
    public async Task A_trunk_that_requires_signatures_refuses_calls_without_a_right_one()
    {
        using var stranger = new CallSigner(Now);
        _site.Put("/stranger.pem", stranger.Pem);
        await using var scenario = await StartAsync("require");

        Assert.Equal(200, await StatusAsync(scenario, "Identity: " + Identity("B")));
        Assert.Equal(428, await StatusAsync(scenario));
        Assert.Equal(436, await StatusAsync(scenario, "Identity: " + _signer.Identity(From, To, Now, "https://elsewhere.example/signer.pem")));
        Assert.Equal(437, await StatusAsync(scenario, "Identity: " + stranger.Identity(From, To, Now, _site.AddressOf("/stranger.pem"))));
        Assert.Equal(438, await StatusAsync(scenario, "Identity: " + stranger.Identity(From, To, Now, _site.AddressOf("/signer.pem"))));
        Assert.Equal(403, await StatusAsync(scenario, "Identity: " + _signer.Identity(From, To, Now.AddMinutes(-5), _site.AddressOf("/signer.pem"))));
    }

    [Fact]
    public async Task A_call_that_does_not_wait_counts_as_not_validated_and_the_next_one_finds_the_certificate()
    {
        var release = new TaskCompletionSource();
        _site.Pages["/signer.pem"] = async response =>
        {
            await release.Task;
            await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(response, _signer.Pem);
        };
        await using var scenario = await StartAsync(
            "observe", ("Trunks:carrier:Identity:Wait", "false"), ("Identity:FetchTimeoutMs", "10000"), ("Policy:File", _site.Write("policy.json", Policy)));

        Assert.Equal(480, await StatusAsync(scenario, "Identity: " + Identity("A")));
        release.SetResult();
        await GatewayScenario.EventuallyAsync(() => Task.FromResult(
            scenario.Log.Lines.FirstOrDefault(line => line.Message.Contains("Signer's certificate from", StringComparison.Ordinal))));

        Assert.Equal(200, await StatusAsync(scenario, "Identity: " + Identity("A")));
    }

    [Fact]
    public async Task The_word_of_a_carrier_counts_where_it_is_trusted_only()
    {
        var policy = ("Policy:File", _site.Write("policy.json", Policy));
        await using (var trusting = await StartAsync("off", ("Trunks:carrier:Identity:TrustVerstat", "true"), policy))
        {
            Assert.Equal(200, await StatusAsync(trusting, "X-Twilio-VerStat: TN-Validation-Passed-A"));
            Assert.Equal(608, await StatusAsync(trusting, "X-Twilio-VerStat: TN-Validation-Failed"));
        }

        await using var other = await StartAsync("off", policy);
        Assert.Equal(480, await StatusAsync(other, "X-Twilio-VerStat: TN-Validation-Passed-A"));
    }

    private static async Task<int> StatusAsync(GatewayScenario scenario, params string[] headers)
    {
        await using var caller = scenario.Caller();
        await caller.InviteAsync(headers: headers);
        var final = await caller.FinalAsync();
        if (final.IsSuccess)
        {
            await caller.AcknowledgeAsync();
            await caller.HangUpAsync();
        }

        return final.StatusCode;
    }

    private string Identity(string attestation) => _signer.Identity(From, To, Now, _site.AddressOf("/signer.pem"), attestation);

    private Task<GatewayScenario> StartAsync(string mode, params (string Key, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Trunks:carrier:Identity:Mode"] = mode,
            ["Identity:TrustAnchorFiles:0"] = _site.Write("anchors.pem", _signer.AnchorsPem),
            ["Identity:AllowedHosts:0"] = _site.Host,
            ["Identity:CertificateAuthorityFile"] = _site.AuthorityFile,
        };
        foreach (var (key, value) in more)
        {
            settings[key] = value;
        }

        return GatewayScenario.StartAsync(settings);
    }
}
