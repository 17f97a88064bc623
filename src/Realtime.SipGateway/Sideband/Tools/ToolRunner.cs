using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>
/// Runs one function call, once: arguments are checked, the intention is committed to the ledger, only then the tool runs. Whatever goes
/// wrong becomes an output, so that the agent can speak about it.
/// </summary>
internal sealed class ToolRunner(IToolLedger ledger, HttpToolClient http, TimeProvider time, ILogger<ToolRunner> logger)
{
    /// <summary>Stands in events and metrics for a name that the model made up.</summary>
    public const string UnknownTool = "(unknown)";

    private const string HungUp = """{"status":"The call ends when you have finished speaking."}""";

    public async Task<ToolResult> RunAsync(Call call, PreparedTool? tool, FunctionCall function, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var span = GatewayTelemetry.Source.StartActivity(
            "execute_tool " + (tool?.Name ?? UnknownTool), ActivityKind.Internal, call.TraceContext);
        span?.SetTag("gen_ai.operation.name", "execute_tool").SetTag("gen_ai.tool.name", tool?.Name)
            .SetTag("gen_ai.tool.call.id", function.Id);
        var output = await RunGuardedAsync(call, tool, function, cancellationToken);
        span?.SetStatus(output.Succeeded ? ActivityStatusCode.Unset : ActivityStatusCode.Error);
        return new ToolResult(
            function, output.Text, output.Succeeded, time.GetElapsedTime(started).TotalMilliseconds, EndsCall: tool is HangUpTool);
    }

    private async Task<ToolOutput> RunGuardedAsync(Call call, PreparedTool? tool, FunctionCall function, CancellationToken cancellationToken)
    {
        try
        {
            return tool switch
            {
                HangUpTool => await OnceAsync(call, tool, function, static () => Task.FromResult(ToolOutput.Done(HungUp)), cancellationToken),
                TransferTool => await RunTransferAsync(call, tool, function, cancellationToken),
                HttpTool http => await RunHttpAsync(call, http, function, cancellationToken),
                _ => ToolOutput.Failed($"There is no tool {Shortened(function.Tool)}."),
            };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ToolOutput.Failed("The gateway is stopping.");
        }
#pragma warning disable CA1031 // The edge of a tool: its fault is told to the model and the log, and is never the call's.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            logger.ToolFault(call.Id, tool?.Name ?? UnknownTool, fault);
            return ToolOutput.Failed("The tool failed.");
        }
    }

    private async Task<ToolOutput> RunHttpAsync(Call call, HttpTool tool, FunctionCall function, CancellationToken cancellationToken)
    {
        var (arguments, fault) = ToolArguments.Parse(function.Arguments);
        fault ??= tool.Schema.FaultOf(arguments!.Value);
        return fault is not null
            ? ToolOutput.Failed(fault)
            : await OnceAsync(
                call, tool, function,
                () => http.RunAsync(tool, arguments!.Value, IdempotencyKey(call.Id, function.Id), cancellationToken),
                cancellationToken);
    }

    private async Task<ToolOutput> RunTransferAsync(Call call, PreparedTool tool, FunctionCall function, CancellationToken cancellationToken)
    {
        var (arguments, fault) = ToolArguments.Parse(function.Arguments);
        return fault is not null
            ? ToolOutput.Failed(fault)
            : await OnceAsync(call, tool, function, () => TransferRunner.RunAsync(call, arguments!.Value, cancellationToken), cancellationToken);
    }

    private async Task<ToolOutput> OnceAsync(
        Call call, PreparedTool tool, FunctionCall function, Func<Task<ToolOutput>> run, CancellationToken cancellationToken)
    {
        if (await ledger.BeginAsync(call.Id, function.Id, tool.Name, cancellationToken) is { } earlier)
        {
            return earlier.Output is { } known
                ? new ToolOutput(known, earlier.Succeeded ?? true)
                : ToolOutput.Failed("This was begun before and its result is not known. It may have been done: do not repeat it.");
        }

        var output = await run();
        await ledger.CompleteAsync(call.Id, function.Id, output.Text, output.Succeeded, CancellationToken.None);
        return output;
    }

    /// <summary>The gateway's call and the function call: the same for each try, another for each call. Ids from the wire are made safe.</summary>
    internal static string IdempotencyKey(CallId call, string functionCallId)
    {
        var safe = functionCallId.Length <= 64 && functionCallId.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '-');
        return $"{call}-{(safe ? functionCallId : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(functionCallId))))}";
    }

    private static string Shortened(string name) => name.Length <= 64 ? name : name[..64];
}
