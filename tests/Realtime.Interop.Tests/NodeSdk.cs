using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Realtime.Interop.Tests;

/// <summary>OpenAI's official SDK for Node and the reference library of Standard Webhooks, in a process of their own (<c>Node/webhooks.mjs</c>).</summary>
internal sealed class NodeSdk : IAsyncDisposable
{
    private readonly Process _node;

    private NodeSdk(Process node) => _node = node;

    public static async Task<NodeSdk> StartAsync()
    {
        var start = new ProcessStartInfo("node", [Path.Combine(NodeModules.Sources, "webhooks.mjs")])
        {
            WorkingDirectory = await NodeModules.FolderAsync(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return new NodeSdk(Process.Start(start)!);
    }

    /// <summary>What <c>webhooks.unwrap</c> makes of a delivery: the event's type and call, or the name of the error.</summary>
    public Task<JsonObject> UnwrapAsync(string secret, string body, IReadOnlyDictionary<string, string> headers) =>
        AskAsync(new JsonObject
        {
            ["op"] = "unwrap",
            ["secret"] = secret,
            ["body"] = body,
            ["headers"] = JsonSerializer.SerializeToNode(headers),
        });

    /// <summary>What the library of Standard Webhooks makes of a delivery: the event's type, or the name of the error.</summary>
    public Task<JsonObject> VerifyAsync(string secret, string body, IReadOnlyDictionary<string, string> headers) =>
        AskAsync(new JsonObject
        {
            ["op"] = "verify",
            ["secret"] = secret,
            ["body"] = body,
            ["headers"] = JsonSerializer.SerializeToNode(headers),
        });

    public async Task<string> SignAsync(string secret, string id, long timestamp, string body) => (await AskAsync(new JsonObject
    {
        ["op"] = "sign",
        ["secret"] = secret,
        ["id"] = id,
        ["timestamp"] = timestamp,
        ["body"] = body,
    }))["signature"]!.GetValue<string>();

    /// <summary>Signs and delivers by <c>fetch</c>; the HTTP status that came back.</summary>
    public async Task<int> PostAsync(Uri url, string secret, string id, long timestamp, string body) => (await AskAsync(new JsonObject
    {
        ["op"] = "post",
        ["url"] = url.ToString(),
        ["secret"] = secret,
        ["id"] = id,
        ["timestamp"] = timestamp,
        ["body"] = body,
    }))["status"]!.GetValue<int>();

    public async ValueTask DisposeAsync()
    {
        _node.StandardInput.Close();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await _node.WaitForExitAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_node.HasExited)
        {
            _node.Kill(entireProcessTree: true);
        }

        _node.Dispose();
    }

    private async Task<JsonObject> AskAsync(JsonObject question)
    {
        await _node.StandardInput.WriteLineAsync(question.ToJsonString());
        await _node.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var answer = await _node.StandardOutput.ReadLineAsync(limit.Token) ?? throw new InvalidOperationException("Node ended.");
        return JsonNode.Parse(answer)!.AsObject();
    }
}
