using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Scenarios;
using Xunit;

namespace Realtime.Interop.Tests;

/// <summary>The control WebSocket held against the client that most programs of Node use (<c>ws</c>).</summary>
public sealed class NodeControlTests
{
    private static readonly Dictionary<string, string?> Keys = new()
    {
        ["Api:HeartbeatSeconds"] = "1",
        ["Api:Keys:0:Name"] = "ops",
        ["Api:Keys:0:Sha256"] = Convert.ToHexStringLower(SHA256.HashData("supervisor-key"u8)),
        ["Api:Keys:0:Scope"] = "supervisor",
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_ws_library_follows_a_call_commands_it_and_sees_its_end()
    {
        var modules = await NodeModules.FolderAsync();
        await using var scenario = await GatewayScenario.StartAsync(
            Keys, policy: static text => text.Replace("\"voice\": \"marin\",", "\"voice\": \"marin\", \"images\": {},", StringComparison.Ordinal));
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await scenario.SeenAsync<SidebandReady>();
        var id = scenario.Calls.List().Single().Id;

        var found = await RunAsync(modules, $"ws://{scenario.Address.Authority}/api/calls/{id}/control");

        Assert.Null(found["fault"]);
        Assert.Equal(("realtime.gateway.v1", 1000, "The call is over."), ((string?)found["protocol"], (int?)found["code"], (string?)found["reason"]));
        var replies = found["replies"]!.AsObject().ToDictionary(static one => one.Key, static one => one.Value!.ToString());
        Assert.All(["whisper", "image", "update", "say", "stop", "hangup"], name => Assert.Equal("ok", replies[name]));
        Assert.Equal(("403", "400"), (replies["stranger"], replies["nonsense"]));
        var types = found["types"]!.AsArray().Select(static type => type!.GetValue<string>()).ToList();
        Assert.Equal(0, (int?)found["gaps"]);
        Assert.Contains("sideband.ready", types);
        Assert.Contains("call.ended", types);
        await scenario.RecordAsync(caller);
        var events = await scenario.EventsAsync(id);
        Assert.Equal("größer – ☎ 😀", events.OfType<ControlWhispered>().Single().Text);
        Assert.Equal(700_008, events.OfType<ControlImageAdded>().Single().Bytes);
        Assert.Empty(Assert.Single(await scenario.OpenAiCallsAsync()).GetProperty("violations").EnumerateArray());
    }

    private static async Task<JsonObject> RunAsync(string modules, string url)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(NodeModules.Sources, "control.mjs"), url, "supervisor-key"])
        {
            WorkingDirectory = modules,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var node = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(90));
        try
        {
            var errors = node.StandardError.ReadToEndAsync(limit.Token);
            var output = await node.StandardOutput.ReadToEndAsync(limit.Token);
            await node.WaitForExitAsync(limit.Token);
            Assert.True(output.Length > 0, await errors);
            return JsonSerializer.Deserialize<JsonObject>(output)!;
        }
        finally
        {
            if (!node.HasExited)
            {
                node.Kill(entireProcessTree: true);
            }
        }
    }
}
