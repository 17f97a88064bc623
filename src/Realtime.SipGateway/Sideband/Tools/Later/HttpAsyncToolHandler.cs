using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Tools.Later;

/// <summary>Tools that answer later: asks, and tells the model that the result will come.</summary>
internal sealed class HttpAsyncToolHandler(
    HttpToolClient http, IToolExecutions executions, LateResults results, CallbackToken tokens, TimeProvider time) : IToolHandler
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
            return await AcceptedAsync(definition, execution, output, cancellationToken);
        }

        // It answered at once, or refused: there is nothing to wait for.
        results.Forget(execution.Id);
        await executions.CompleteAsync(execution.Id, output.Succeeded ? "answered at once" : "refused", output.Succeeded, CancellationToken.None);
        await executions.DeliveredAsync(execution.Id, CancellationToken.None);
        return output.Succeeded && tool.Result is { } map ? map.Apply(output.Text) : output;
    }

    private async Task<ToolOutput> AcceptedAsync(
        HttpAsyncToolDefinition definition, ToolExecution execution, ToolOutput output, CancellationToken cancellationToken)
    {
        if (definition.Poll is not { } poll)
        {
            return ToolOutput.Done(InProgress);
        }

        var (address, fault) = AddressOf(poll, output.Text);
        if (address is null)
        {
            results.Forget(execution.Id);
            await executions.CompleteAsync(execution.Id, fault!, succeeded: false, CancellationToken.None);
            await executions.DeliveredAsync(execution.Id, CancellationToken.None);
            return ToolOutput.Failed(fault!);
        }

        await executions.PollAtAsync(execution.Id, address.AbsoluteUri, cancellationToken);
        results.PollAt(execution.Id, address);
        return ToolOutput.Done(InProgress);
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
