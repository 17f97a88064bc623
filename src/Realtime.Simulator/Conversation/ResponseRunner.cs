using System.Text.Json.Nodes;
using Realtime.Simulator.Schema;
using Realtime.Simulator.Script;
using Realtime.Simulator.Story;

namespace Realtime.Simulator.Conversation;

/// <summary>Streams responses in the event order of live captures. Used only from the session's mailbox.</summary>
internal sealed class ResponseRunner(
    SessionContext context, SessionSettings settings, EventOutlet outlet, ItemList items, Playout playout, Mailbox mailbox, McpDesk mcp)
{
    /// <summary>Responses outside of the conversation that may run at once.</summary>
    private const int MaximumOutOfBand = 16;

    private readonly ScriptPlayer _script = new(context.Script);
    private readonly ResponseWriter _writer = new(settings, outlet, items, playout, mcp);
    private readonly UsageMeter _usage = new(settings, items);
    private readonly string _conversationId = Ids.New("conv_");
    private readonly List<ActiveResponse> _outOfBand = [];
    private bool _wasStopped;

    /// <summary>Raised after a response is done.</summary>
    public event Action? Done;

    public ScriptPlayer Script => _script;

    /// <summary>The response that writes to the conversation.</summary>
    public ActiveResponse? Active { get; private set; }

    /// <summary>Whether the model has spoken yet: then its voice is fixed.</summary>
    public bool HasSpoken => _writer.HasSpoken;

    /// <summary>What the tool returned that was called last.</summary>
    public string? ToolOutput { get; set; }

    /// <summary>Begins a response.</summary>
    /// <returns>A fault when the conversation already has one.</returns>
    public SchemaFault? Start(JsonObject? request)
    {
        var response = new ActiveResponse(request, settings, _conversationId, _usage.Context(request));
        if (response.IsOutOfBand ? _outOfBand.Count >= MaximumOutOfBand : Active is not null)
        {
            return new SchemaFault(
                "conversation_already_has_active_response",
                $"Conversation already has an active response in progress: {Active?.Id ?? "several"}. "
                    + "Wait until the response is finished before creating a new one.",
                null);
        }

        var turn = response.IsOutOfBand ? new AgentTurn(Shortened(response, _script.AnswersAside(response.Metadata, InstructionsOf(request), response.IsSpoken))) : _script.AgentSpeaks(_wasStopped, ToolOutput, InstructionsOf(request));
        if (response.IsOutOfBand)
        {
            _outOfBand.Add(response);
        }
        else
        {
            (Active, _wasStopped) = (response, false);
        }

        outlet.Emit(ServerEvents.Response("response.created", response.ToJson("in_progress", null, null)));
        response.Steps = _writer.Write(response, Permitted(response, turn)).GetEnumerator();
        Step(response);
        return null;
    }

    /// <summary>The client wants a response to stop. A word or two more may slip out, as live.</summary>
    public SchemaFault? Cancel(string? responseId)
    {
        var response = responseId is null ? Active : new[] { Active }.Concat(_outOfBand).FirstOrDefault(one => one?.Id == responseId);
        if (response is null)
        {
            return new SchemaFault("response_cancel_not_active", "Cancellation failed: no active response found", null);
        }

        _wasStopped = response == Active || _wasStopped;
        if (response.Items.Exists(item => !item.IsFinished) && !response.Steps!.MoveNext())
        {
            End(response, "completed", null);
        }
        else
        {
            Cut(response, "client_cancelled");
        }

        return null;
    }

    /// <summary>The client has cut what was being played: the next answer follows a stop, although nothing was left to cancel.</summary>
    public void MarkStopped() => _wasStopped = true;

    /// <summary>The caller speaks over the model. Turn detection stops only what goes to the conversation; what is said beside it goes on.</summary>
    public void Interrupt()
    {
        if (playout.Interrupt() is { } heard)
        {
            outlet.Emit(ServerEvents.OutputAudioBuffer("cleared", heard.ResponseId));
            Truncate(heard.ItemId, heard.PlayedMs);
        }

        if (Active is { } response)
        {
            Cut(response, "turn_detected");
        }
    }

    /// <summary>Shortens the audio of an assistant item; its transcript is no longer known.</summary>
    public void Truncate(string itemId, int audioEndMs)
    {
        if (items.Find(itemId) is { } item)
        {
            item.AudioMs = Math.Min(item.AudioMs, audioEndMs);
        }

        outlet.Emit(ServerEvents.AboutItem("conversation.item.truncated", itemId, ("content_index", 0), ("audio_end_ms", audioEndMs)));
    }

    private static string? InstructionsOf(JsonObject? request) =>
        request?["instructions"] is JsonValue text && text.TryGetValue<string>(out var words) ? words : null;

    /// <summary>A text that is longer than the client allows ends there.</summary>
    private string Shortened(ActiveResponse response, string text)
    {
        if (response.MaximumTokens is not { } tokens || _usage.OutputTokens(text.Length) <= tokens)
        {
            return text;
        }

        response.IsCut = true;
        return text[..Math.Clamp(_usage.CharactersOf(tokens), 1, text.Length)];
    }

    private AgentTurn Permitted(ActiveResponse response, AgentTurn turn)
    {
        if (turn.Mcp is { } call && !mcp.Allows(call))
        {
            context.Violations.Add("session.tools", "tool_not_allowed", $"The script calls '{call.Name}' of the MCP server '{call.ServerLabel}', which the session does not allow.");
            return turn with { Mcp = null, Text = turn.Text ?? _script.Fallback };
        }

        if (turn.Tool is null || response.HasTool(turn.Tool.Name))
        {
            return turn;
        }

        context.Violations.Add("session.tools", "tool_not_defined", $"The script calls the tool '{turn.Tool.Name}', which the session does not define.");
        return turn with { Tool = null, Text = turn.Text ?? _script.Fallback };
    }

    private void Step(ActiveResponse response)
    {
        if (response.Steps!.MoveNext())
        {
            mailbox.After(context.WordInterval / context.Pace, () => StepIfAlive(response));
        }
        else
        {
            End(response, "completed", null);
        }
    }

    private void StepIfAlive(ActiveResponse response)
    {
        if (response == Active || _outOfBand.Contains(response))
        {
            Step(response);
        }
    }

    private void Cut(ActiveResponse response, string reason)
    {
        _writer.FinishAll(response, areWhole: false);
        End(response, "cancelled", new JsonObject { ["type"] = "cancelled", ["reason"] = reason });
    }

    private void End(ActiveResponse response, string status, JsonObject? details)
    {
        if (response.IsCut && status == "completed")
        {
            (status, details) = ("incomplete", new JsonObject { ["type"] = "incomplete", ["reason"] = "max_output_tokens" });
        }

        _outOfBand.Remove(response);
        Active = Active == response ? null : Active;
        playout.Complete(response.Id);
        var usage = _usage.Finish(response.Context, response.TextLength, response.AudioMs);
        outlet.Emit(ServerEvents.Response("response.done", response.ToJson(status, details, usage)));
        outlet.Emit(ServerEvents.RateLimits(_usage.Total));
        Done?.Invoke();
    }
}
