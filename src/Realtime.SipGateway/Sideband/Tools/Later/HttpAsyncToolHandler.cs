using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Tools.Later;

/// <summary>Tools that answer later: asks, and tells the model that the result will come.</summary>
internal sealed class HttpAsyncToolHandler(
    HttpToolClient http, IToolExecutions executions, LateResults results, CallbackToken tokens, TimeProvider time,
    ILogger<HttpAsyncToolHandler> logger) : IToolHandler
{
    private const string InProgress =
        """{"status":"in_progress","note":"The result comes later by itself, in a call of the same tool. Tell the caller that it takes a while and go on; do not call the tool again."}""";

    private const int Accepted = 202;

    public Type Definition => typeof(HttpAsyncToolDefinition);

    public bool MayRepeat(PreparedTool tool) => ((HttpTool)tool).Http.Idempotent;

    public async Task<ToolOutput> RunAsync(ToolRun run, CancellationToken cancellationToken)
    {
        var tool = (HttpTool)run.Tool;
        var definition = (HttpAsyncToolDefinition)tool.Http;
        var now = time.GetUtcNow();
        var execution = new ToolExecution(
            CallerRequestArguments.Id("ex_", run.IdempotencyKey), run.Call.Id, run.Function.Id, tool.Name, now, now.AddSeconds(definition.DeadlineSeconds));
        var callback = definition.Poll is null ? tokens.UrlFor(execution) : null;
        if (definition.Poll is null && callback is null)
        {
            return ToolOutput.Failed("The site takes no results that come later.");
        }

        if (results.IsFull(run.Call.Id))
        {
            return ToolOutput.Failed("Not asked: too many results are waited for already. Wait for one of them.");
        }

        // An answer may be faster than the word that it was asked for.
        await executions.BeginAsync(execution, cancellationToken);
        results.Await(run.Call, execution, tool);
        var headers = new Dictionary<string, string> { ["X-Session-ID"] = run.Call.Id.Value };
        if (callback is not null)
        {
            headers["X-Callback-URL"] = callback;
        }

        var asked = run with { Context = run.Context with { ExecutionId = execution.Id, CallbackUrl = callback } };
        var output = await http.RunAsync(tool, asked, headers, cancellationToken);
        if (output is { Succeeded: true, Status: Accepted })
        {
            return await AcceptedAsync(definition, execution, output);
        }

        // It answered at once, or refused: there is nothing to wait for.
        await CloseAsync(execution, output.Succeeded ? "answered at once" : "refused", output.Succeeded);
        return output.Succeeded && tool.Result is { } map ? map.Apply(output.Text) : output;
    }

    private async Task<ToolOutput> AcceptedAsync(HttpAsyncToolDefinition definition, ToolExecution execution, ToolOutput output)
    {
        if (definition.Poll is not { } poll)
        {
            return ToolOutput.Done(InProgress);
        }

        var (address, fault) = AddressOf(poll, output.Text);
        if (address is null)
        {
            await CloseAsync(execution, fault!, succeeded: false);
            return ToolOutput.Failed(fault!);
        }

        results.PollAt(execution.Id, address);
        await StoreAsync(execution, () => executions.PollAtAsync(execution.Id, address.AbsoluteUri, CancellationToken.None));
        return ToolOutput.Done(InProgress);
    }

    /// <summary>There is nothing to wait for.</summary>
    private Task CloseAsync(ToolExecution execution, string output, bool succeeded)
    {
        results.Forget(execution.Id);
        return StoreAsync(execution, async () =>
        {
            await executions.CompleteAsync(execution.Id, output, succeeded, CancellationToken.None);
            await executions.DeliveredAsync(execution.Id, CancellationToken.None);
        });
    }

    /// <summary>The service has taken the request: told that it failed, the model would repeat it.</summary>
    private async Task StoreAsync(ToolExecution execution, Func<ValueTask> store)
    {
        try
        {
            await store();
        }
#pragma warning disable CA1031 // The store's fault is the log's, not the tool's.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            logger.LateResultFault(execution.CallId, execution.Tool, fault);
        }
    }

    private static (Uri? Address, string? Fault) AddressOf(PollDefinition poll, string answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            var id = ResultMap.Find(document.RootElement, poll.Execution);
            return id.ValueKind is JsonValueKind.String or JsonValueKind.Number
                ? new UrlTemplate(poll.Url).Fill(new ToolSlots(default, null, ToolContext.None with { ExecutionId = id.ToString() }))
                : (null, $"The service's answer holds no execution id at {poll.Execution}.");
        }
        catch (JsonException)
        {
            return (null, "The service's answer is no JSON.");
        }
    }
}
