using System.Collections.Concurrent;
using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>Holds calls of tools until a person has decided, the deadline has, or the call is over.</summary>
internal sealed class ToolApprovals(Redactor redactor, TimeProvider time) : IToolApprovals
{
    /// <summary>What of arguments a person can be shown; what is not shown whole does not run.</summary>
    private const int MaxShown = 4_096;

    private readonly ConcurrentDictionary<(CallId, string), (WaitingApproval Shown, TaskCompletionSource<Verdict> Decision)> _waiting = new();

    public IReadOnlyList<WaitingApproval> List(CallId? call) =>
        [.. _waiting.Values.Select(one => one.Shown).Where(one => call is null || one.CallId == call).OrderBy(one => one.AskedAt)];

    public bool Decide(CallId call, string functionCallId, bool approve, string who, string? note) =>
        _waiting.TryGetValue((call, functionCallId), out var waiting) && waiting.Decision.TrySetResult(new Verdict(approve, who, note));

    /// <summary>Null when it may run; otherwise why not, for the agent.</summary>
    public async Task<string?> WaitAsync(Call call, PreparedTool tool, FunctionCall function, JsonElement parsed, CancellationToken cancellationToken)
    {
        var approval = tool.Definition.Approval!;
        var agent = call.Agent;
        var raw = parsed.GetRawText();
        if (raw.Length > MaxShown)
        {
            return $"Not run: the arguments are longer than the {MaxShown} characters that a colleague is shown.";
        }

        var started = time.GetTimestamp();
        var now = time.GetUtcNow();
        var deadline = TimeSpan.FromSeconds(approval.DeadlineSeconds);
        var arguments = redactor.Text(call.Redact(raw));
        var shown = new WaitingApproval(call.Id, function.Id, tool.Name, arguments, now, now + deadline, approval.Otherwise);
        var decision = new TaskCompletionSource<Verdict>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[(call.Id, function.Id)] = (shown, decision);
        try
        {
            call.Record(new ToolApprovalRequested(function.Id, tool.Name, arguments, approval.DeadlineSeconds, approval.Otherwise));
            var verdict = await DecisionAsync(call, decision, approval, deadline, cancellationToken);
            verdict = verdict.Approved && call.Agent != agent ? verdict with { Approved = false, By = null, Note = "Another agent has the call." } : verdict;
            call.Record(new ToolApprovalDecided(
                function.Id, tool.Name, verdict.Approved, verdict.By, verdict.Note, time.GetElapsedTime(started).TotalMilliseconds));
            return verdict.Approved ? null : Words(verdict);
        }
        finally
        {
            _waiting.TryRemove((call.Id, function.Id), out _);
        }
    }

    private async Task<Verdict> DecisionAsync(
        Call call, TaskCompletionSource<Verdict> decision, ApprovalDefinition approval, TimeSpan deadline, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(call.AgentLeft, cancellationToken);
        try
        {
            return await decision.Task.WaitAsync(deadline, time, either.Token);
        }
        catch (TimeoutException)
        {
            return Settled(decision, new Verdict(approval.Otherwise == "approve", null, null));
        }
        catch (OperationCanceledException) when (call.AgentLeft.IsCancellationRequested)
        {
            var why = call.Progress.IsOver ? "The call has ended." : "The caller has left the agent.";
            return Settled(decision, new Verdict(Approved: false, null, why));
        }
    }

    /// <summary>A decision that came at the same moment stands: who made it was told so.</summary>
    private static Verdict Settled(TaskCompletionSource<Verdict> decision, Verdict otherwise)
    {
        decision.TrySetResult(otherwise);
        return decision.Task.IsCompletedSuccessfully ? decision.Task.GetAwaiter().GetResult() : otherwise;
    }

    private static string Words(Verdict verdict)
    {
        var why = verdict.By is null ? verdict.Note ?? "Nobody agreed in time." : "A colleague decided against it.";
        return $"Not run: {why}{(verdict is { By: not null, Note: { Length: > 0 } note } ? " They say: " + note : "")}";
    }

    private sealed record Verdict(bool Approved, string? By, string? Note);
}
