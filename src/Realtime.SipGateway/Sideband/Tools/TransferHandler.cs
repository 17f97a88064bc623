using System.Globalization;
using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>The built-in <c>transfer_call</c>: tells the model what came of it in words that it can go on from.</summary>
internal sealed class TransferHandler : IToolHandler
{
    private const string Transferred = """{"status":"The caller has been transferred. Your part of this call is over."}""";

    public Type Definition => typeof(TransferToolDefinition);

    public async Task<ToolOutput> RunAsync(ToolRun run, CancellationToken cancellationToken)
    {
        if (TargetOf(run.Arguments) is not { } target)
        {
            return ToolOutput.Failed("Say in \"to\" whom the caller is to be connected to.");
        }

        var summary = run.Arguments.TryGetProperty("summary", out var said) && said.ValueKind == JsonValueKind.String ? said.GetString() : null;
        var result = await run.Call.Control.TransferAsync(new TransferRequest(target, CallEndedBy.Agent, Summary: summary), cancellationToken);
        return result.HasLeft ? ToolOutput.Done(Transferred) : ToolOutput.Failed(Words(result), result.SipStatus);
    }

    private static string? TargetOf(JsonElement arguments) =>
        arguments.TryGetProperty("to", out var to) && to.ValueKind == JsonValueKind.String && to.GetString() is { Length: > 0 } target ? target : null;

    private static string Words(TransferResult result) => result.Status switch
    {
        TransferStatus.NotAllowed or TransferStatus.NotPossible => $"Not transferred: {result.Reason} The caller is still with you.",
        _ => string.Create(CultureInfo.InvariantCulture, $"The transfer failed: {Cause(result)}. The caller is still with you."),
    };

    /// <summary>A cause in words for the common statuses; a peer's own phrase is not repeated to the model.</summary>
    private static string Cause(TransferResult result) => result.SipStatus switch
    {
        486 or 600 => "the line is busy",
        408 or 480 or 487 => "nobody answered",
        404 or 410 or 484 or 604 => "the number is not in service",
        603 or 607 or 608 => "the call was declined",
        _ => "it could not be connected",
    };
}
