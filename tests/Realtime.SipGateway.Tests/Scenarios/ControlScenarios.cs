using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Api;
using Realtime.SipGateway.Tests.Webhooks;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>Commands into a live conversation, from a supervisor's request to the model.</summary>
public sealed class ControlScenarios
{
    private static readonly Dictionary<string, string?> Keys = new()
    {
        ["Api:Keys:0:Name"] = "wallboard",
        ["Api:Keys:0:Sha256"] = ApiHost.Hash("viewer-key"),
        ["Api:Keys:1:Name"] = "ops",
        ["Api:Keys:1:Sha256"] = ApiHost.Hash("supervisor-key"),
        ["Api:Keys:1:Scope"] = "supervisor",
    };

    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    private static readonly string Picture = "data:image/png;base64," + Convert.ToBase64String([.. Png, 1, 2, 3, 4]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_command_reaches_the_model_and_is_an_event_of_the_call()
    {
        await using var scenario = await GatewayScenario.StartAsync(
            Keys, policy: static text => text.Replace("\"voice\": \"marin\",", "\"voice\": \"marin\", \"images\": {},", StringComparison.Ordinal));
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await scenario.SeenAsync<SidebandReady>();
        var id = scenario.Calls.List().Single().Id;

        foreach (var (verb, body) in new (string, object?)[]
        {
            ("whisper", new { text = "Offer ten percent." }),
            ("items", new { role = "user", text = "My order is 66." }),
            ("items", new { image_url = Picture, text = "The meter.", detail = "low" }),
            ("update", new { tools = new[] { "hang_up" }, instructions = "Be very brief.", turn_detection = new { type = "server_vad", silence_duration_ms = 700 } }),
            ("say", new { text = "One moment please." }),
            ("respond", null),
            ("stop", null),
        })
        {
            using var answer = await PostAsync(scenario, id, verb, body);
            Assert.True(answer.StatusCode == HttpStatusCode.Accepted, $"{verb}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync(Token)}");
        }

        await scenario.SeenAsync<ControlStopped>();
        await caller.HangUpAsync();
        await scenario.RecordAsync(caller);
        var events = await scenario.EventsAsync(id);
        Assert.Equal(new ControlSaid("ops", "One moment please.", false), Assert.Single(events.OfType<ControlSaid>()));
        Assert.Equal(new ControlWhispered("ops", "Offer ten percent.", false), Assert.Single(events.OfType<ControlWhispered>()));
        Assert.Equal(new ControlTextAdded("ops", "user", "My order is 66.", false), Assert.Single(events.OfType<ControlTextAdded>()));
        Assert.Single(events.OfType<ControlResponded>());
        var image = Assert.Single(events.OfType<ControlImageAdded>());
        Assert.Equal((4 + Png.Length, "image/png", "The meter."), (image.Bytes, image.MediaType, image.Text));
        Assert.Equal("hang_up", Assert.Single(Assert.Single(events.OfType<ControlUpdated>()).Tools!));
        Assert.Empty(events.OfType<SettingsFailed>());
        Assert.Single(events.OfType<SettingsConfirmed>());
        Assert.Empty(events.OfType<SidebandError>());
        Assert.Empty(Assert.Single(await scenario.OpenAiCallsAsync()).GetProperty("violations").EnumerateArray());
        Assert.Equal(
            ["conversation.image_added", "conversation.said", "conversation.stopped", "conversation.text_added", "conversation.turn_taken", "conversation.updated", "conversation.whispered"],
            (await scenario.Service<IAuditLog>().ListAsync(new AuditQuery(), 100, null, Token)).Select(one => one.Action).Where(action => action.StartsWith("conversation.", StringComparison.Ordinal)).Order());
    }

    [Theory]
    [InlineData("say", """{"text":" "}""", 400)]
    [InlineData("say", """{"text":"x","loud":true}""", 400)]
    [InlineData("whisper", "", 400)]
    [InlineData("items", """{"role":"assistant","text":"x"}""", 400)]
    [InlineData("items", """{"role":"user","text":"x","detail":"low"}""", 400)]
    [InlineData("items", """{"role":"system","image_url":"data:image/png;base64,iVBORw0KGgo="}""", 400)]
    [InlineData("items", """{"image_url":"https://example.com/meter.png"}""", 400)]
    [InlineData("items", """{"image_url":"data:image/png;base64,AAAA"}""", 400)]
    [InlineData("items", """{"image_url":"data:image/png;base64,iVBORw0KGgo=","detail":"huge"}""", 400)]
    [InlineData("update", """{}""", 400)]
    [InlineData("update", """{"turn_detection":{"type":"semantic_vad","threshold":0.5}}""", 400)]
    [InlineData("update", """{"turn_detection":{"type":"server_vad","silence_duration_ms":10001}}""", 400)]
    [InlineData("update", """{"turn_detection":{"threshold":0.5}}""", 400)]
    [InlineData("update", """{"tools":[""]}""", 400)]
    [InlineData("update", """{"tools":["lookup","lookup"]}""", 400)]
    [InlineData("takeover", """{"from":"me"}""", 400)]
    [InlineData("takeover", "", 404)]
    [InlineData("respond", """{"instructions":""}""", 400)]
    [InlineData("say", """{"text":"x"}""", 404)]
    public async Task What_cannot_be_done_is_refused_with_the_reason(string verb, string body, int status)
    {
        await using var host = await ApiHost.StartAsync();
        using var content = new StringContent(body, MediaTypeHeaderValue.Parse("application/json"));

        using var answer = await host.Supervisor.PostAsync(new Uri($"/api/calls/{CallId.New(TimeProvider.System)}/{verb}", UriKind.Relative), content, Token);

        await WebhookHost.AssertProblemAsync((HttpStatusCode)status, answer);
    }

    [Fact]
    public async Task A_call_without_an_agent_takes_no_commands()
    {
        await using var host = await ApiHost.StartAsync();
        var (call, _) = host.Begin();

        using var answer = await host.Supervisor.PostAsJsonAsync($"/api/calls/{call.Id}/say", new { text = "Hello?" }, Token);

        await WebhookHost.AssertProblemAsync(HttpStatusCode.Conflict, answer);
    }

    private static async Task<HttpResponseMessage> PostAsync(GatewayScenario scenario, CallId id, string verb, object? body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(scenario.Address, $"/api/calls/{id}/{verb}"))
        {
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", "supervisor-key") },
            Content = body is null ? null : new StringContent(JsonSerializer.Serialize(body), MediaTypeHeaderValue.Parse("application/json")),
        };
        return await scenario.Http.SendAsync(request, Token);
    }
}
