using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Sideband.Tools.Later;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>
/// Runs one function call, once: arguments are checked, a person is asked where one must be, the intention is committed to the ledger, only then the
/// tool runs. Whatever goes wrong becomes an output, so that the agent can speak about it.
/// </summary>
internal sealed class ToolRunner(
    IToolLedger ledger, IEnumerable<IToolHandler> handlers, ToolApprovals approvals, Redactor redactor, TimeProvider time, ILogger<ToolRunner> logger,
    LateResults? late = null)
{
    /// <summary>Stands in events and metrics for a name that the model made up.</summary>
    public const string UnknownTool = "(unknown)";

    private readonly Dictionary<Type, IToolHandler> _handlers = handlers.ToDictionary(handler => handler.Definition);

    /// <summary>From now on late results of the call are given to <paramref name="take"/>; those that came while nobody took them first.</summary>
    public Task AttachAsync(Call call, IReadOnlyDictionary<string, PreparedTool> tools, Action<ToolExecution> take, CancellationToken cancellationToken) =>
        late?.AttachAsync(call, tools, take, cancellationToken) ?? Task.CompletedTask;

    /// <summary>From now on late results of the call are written down only.</summary>
    public void Detach(CallId call, Action<ToolExecution> take) => late?.Detach(call, take);

    /// <summary>The agent has a late result.</summary>
    public Task DeliveredAsync(ToolExecution execution) => late?.DeliveredAsync(execution) ?? Task.CompletedTask;

    /// <summary>A person, or the deadline, decides on a call that runs elsewhere. Null when it may run; otherwise why not.</summary>
    public Task<string?> AskAsync(Call call, PreparedTool tool, FunctionCall function, JsonElement arguments, CancellationToken cancellationToken) =>
        approvals.WaitAsync(call, tool, function, arguments, cancellationToken);

    public async Task<ToolResult> RunAsync(
        Call call, PreparedTool? tool, FunctionCall function, ToolContext context, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var span = GatewayTelemetry.Source.StartActivity(
            SpanNames.Tool + (tool?.Name ?? UnknownTool), ActivityKind.Internal, call.TraceContext);
        span?.SetTag(SpanAttributes.GenAiOperation, "execute_tool").SetTag(SpanAttributes.GenAiTool, tool?.Name ?? UnknownTool)
            .SetTag(SpanAttributes.GenAiToolType, "function").SetTag(SpanAttributes.GenAiToolCall, function.Id)
            .SetTag(SpanAttributes.GenAiAgent, call.Agent);
        var output = await RunGuardedAsync(call, tool, function, context, cancellationToken);
        if (!output.Succeeded)
        {
            span?.SetStatus(ActivityStatusCode.Error).SetTag(SpanAttributes.ErrorType, "tool_failed");
        }

        return new ToolResult(function, tool, output, time.GetElapsedTime(started).TotalMilliseconds);
    }

    /// <summary>The gateway's call and the function call: the same for each try, another for each call. Ids from the wire are made safe.</summary>
    internal static string IdempotencyKey(CallId call, string functionCallId)
    {
        var safe = functionCallId.Length <= 64 && functionCallId.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-');
        return $"{call}-{(safe ? functionCallId : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(functionCallId))))}";
    }

    private async Task<ToolOutput> RunGuardedAsync(
        Call call, PreparedTool? tool, FunctionCall function, ToolContext context, CancellationToken cancellationToken)
    {
        var handler = tool is null ? null : _handlers.GetValueOrDefault(tool.Definition.GetType());
        if (tool is null || handler is null)
        {
            return ToolOutput.Failed($"There is no tool {Shortened(function.Tool)}.");
        }

        try
        {
            var (arguments, fault) = ToolArguments.Parse(function.Arguments);
            fault ??= tool.Schema?.FaultOf(arguments!.Value);
            return fault is null
                ? await RunCheckedAsync(call, tool, handler, function, arguments!.Value, context, cancellationToken)
                : ToolOutput.Failed(fault);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ToolOutput.Failed("The gateway is stopping.");
        }
#pragma warning disable CA1031 // The edge of a tool: its fault is told to the model and the log, and is never the call's.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            logger.ToolFault(call.Id, tool.Name, fault);
            return ToolOutput.Failed("The tool failed.");
        }
    }

    private async Task<ToolOutput> RunCheckedAsync(
        Call call, PreparedTool tool, IToolHandler handler, FunctionCall function, JsonElement arguments, ToolContext context,
        CancellationToken cancellationToken)
    {
        if (tool.Definition.Approval is not null && await approvals.WaitAsync(call, tool, function, arguments, cancellationToken) is { } denied)
        {
            return ToolOutput.Failed(denied);
        }

        var mayRepeat = handler.MayRepeat(tool);
        if (await ledger.BeginAsync(call.Id, function.Id, tool.Name, mayRepeat, cancellationToken) is { } earlier && !(earlier.Output is null && mayRepeat))
        {
            return earlier.Output is { } known
                ? new ToolOutput(known, earlier.Succeeded ?? true)
                : ToolOutput.Failed("This was begun before and its result is not known. It may have been done: do not repeat it.");
        }

        var run = new ToolRun(call, tool, function, arguments, IdempotencyKey(call.Id, function.Id), context);
        var output = await RunOnceAsync(run, handler, cancellationToken);

        if (output.SetUpFault is { } missing)
        {
            logger.ToolFault(call.Id, tool.Name, new InvalidOperationException(missing));
        }

        // What is stored is not more than what may be shown; the model is given it all.
        ledger.Complete(call.Id, function.Id, redactor.Text(call.Redact(output.Text)), output.Succeeded);
        return output;
    }

    private static async Task<ToolOutput> RunOnceAsync(ToolRun run, IToolHandler handler, CancellationToken cancellationToken)
    {
        if (!handler.EndsWithCall(run.Tool))
        {
            return await handler.RunAsync(run, cancellationToken);
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(run.Call.Ended, cancellationToken);
        try
        {
            return await handler.RunAsync(run, either.Token);
        }
        catch (OperationCanceledException) when (run.Call.Ended.IsCancellationRequested)
        {
            return ToolOutput.Failed("Given up: the call has ended.");
        }
    }

    private static string Shortened(string name) => name.Length <= 64 ? name : name[..64];
}
