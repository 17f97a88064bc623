using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Sip.Transports;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>Trunks that the gateway registers with.</summary>
public sealed class RegistrationScenarios
{
    private const string Key = "rsg_registration_scenarios";

    [Fact]
    public async Task The_gateway_registers_takes_the_carriers_call_and_leaves_when_it_stops()
    {
        await using var registrar = await Registrar.StartAsync("secret");
        await using var scenario = await StartAsync(registrar);
        var binding = await GatewayScenario.EventuallyAsync(() => Task.FromResult(registrar.Bindings.LastOrDefault()));
        Assert.Equal("sip:gateway@127.0.0.1", binding.To.Uri.ToString());
        Assert.Equal($"sip:+15550100@127.0.0.1:{scenario.Sip.Port}", binding.Contact!.Uri.ToString());
        var view = await GatewayScenario.EventuallyAsync(async () => await ViewAsync(scenario) is var one && one.GetProperty("registered").GetBoolean() ? (object)one : null);
        Assert.Equal(("provider", "registered"), (((JsonElement)view).GetProperty("trunk").GetString(), ((JsonElement)view).GetProperty("state").GetString()));

        var call = await UacCall.InviteAsync(
            registrar.Sip.Dialogs,
            new UacInvite
            {
                Uri = binding.Contact!.Uri,
                From = NameAddress.Parse("<sip:+15550199@carrier.example>"),
                Body = SipBody.Sdp(TrunkCaller.SrtpOffer),
            },
            TestContext.Current.CancellationToken);
        Assert.True(call.IsAnswered);
        Assert.Equal("provider", (await scenario.SeenAsync<InviteReceived>()).Trunk);
        await call.HangUpAsync();

        await scenario.StopGatewayAsync();
        Assert.Equal("0", registrar.Bindings.Last().Headers.First(SipHeaderId.Expires));
    }

    [Fact]
    public async Task A_call_that_comes_back_on_the_connection_of_the_registration_is_taken()
    {
        await using var registrar = await Registrar.StartAsync("secret");
        await using var scenario = await StartAsync(registrar, $"sip:127.0.0.1:{registrar.TcpPort};transport=tcp");
        var binding = await GatewayScenario.EventuallyAsync(() => Task.FromResult(registrar.Bindings.LastOrDefault()));
        Assert.Equal($"sip:+15550100@127.0.0.1:{scenario.SipTcp.Port};transport=tcp", binding.Contact!.Uri.ToString());

        var call = await UacCall.InviteAsync(
            registrar.Sip.Dialogs,
            new UacInvite
            {
                Uri = binding.Contact!.Uri,
                From = NameAddress.Parse("<sip:+15550199@carrier.example>"),
                Destination = SipDestination.Back(registrar.Flow!),
                Body = SipBody.Sdp(TrunkCaller.SrtpOffer),
            },
            TestContext.Current.CancellationToken);

        Assert.True(call.IsAnswered);
        Assert.Equal(("provider", "tcp"), (await scenario.SeenAsync<InviteReceived>()) is var arrived ? (arrived.Trunk, arrived.Transport) : default);
        await call.HangUpAsync();
    }

    [Fact]
    public async Task A_wrong_password_is_shown_and_the_gateway_stays_ready()
    {
        await using var registrar = await Registrar.StartAsync("another");
        await using var scenario = await StartAsync(registrar);

        var view = (JsonElement)await GatewayScenario.EventuallyAsync(async () =>
            await ViewAsync(scenario) is var one && one.GetProperty("failures").GetInt32() > 0 ? (object)one : null);

        Assert.Equal("waiting", view.GetProperty("state").GetString());
        Assert.StartsWith("401", view.GetProperty("last_answer").GetString(), StringComparison.Ordinal);
        Assert.True((await scenario.Http.GetAsync(new Uri(scenario.Address, "/ready"), TestContext.Current.CancellationToken)).IsSuccessStatusCode);
        Assert.Empty(registrar.Bindings);
    }

    [Fact]
    public async Task The_list_of_registrations_needs_a_key()
    {
        await using var scenario = await GatewayScenario.StartAsync();

        var answer = await scenario.Http.GetAsync(new Uri(scenario.Address, "/api/signalling/registrations"), TestContext.Current.CancellationToken);

        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private static Task<GatewayScenario> StartAsync(Registrar registrar, string? address = null)
    {
        Environment.SetEnvironmentVariable("SCENARIO_REGISTRAR_PASSWORD", "secret");
        return GatewayScenario.StartAsync(new Dictionary<string, string?>
        {
            ["Trunks:carrier:Sources:0"] = "203.0.113.1",
            ["Trunks:provider:MediaNetworks:0"] = "127.0.0.0/8",
            ["Trunks:provider:AllowKeysInClear"] = "true",
            ["Trunks:provider:Credentials:Username"] = "gateway",
            ["Trunks:provider:Credentials:Password"] = "env:SCENARIO_REGISTRAR_PASSWORD",
            ["Trunks:provider:Registration:Registrar"] = address ?? $"sip:127.0.0.1:{registrar.Port}",
            ["Trunks:provider:Registration:ContactUser"] = "+15550100",
            ["Api:Keys:0:Name"] = "test",
            ["Api:Keys:0:Sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key))),
            ["Api:Keys:0:Scope"] = "viewer",
        });
    }

    private static async Task<JsonElement> ViewAsync(GatewayScenario scenario)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(scenario.Address, "/api/signalling/registrations"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        using var answer = await scenario.Http.SendAsync(request);
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        return document.RootElement[0].Clone();
    }
}
