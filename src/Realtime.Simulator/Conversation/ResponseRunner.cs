using System.Text.Json.Nodes;
using Realtime.Simulator.Media;
using Realtime.Simulator.Schema;
using Realtime.Simulator.Script;
using Realtime.Simulator.Story;

namespace Realtime.Simulator.Conversation;

/// <summary>Streams responses in the event order of live captures. Used only from the session's mailbox.</summary>
internal sealed class ResponseRunner(
    SessionContext context, SessionSettings settings, EventOutlet outlet, ItemList items, Playout playout, Mailbox mailbox)
{
    /// <summary>Responses outside of the conversation that may run at once.</summary>
    private const int MaximumOutOfBand = 16;

    private readonly ScriptPlayer _script = new(context.Script);
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
    public bool HasSpoken { get; private set; }

    /// <summary>What the tool returned that was called last.</summary>
    public string? ToolOutput { get; set; }

    /// <summary>Begins a response.</summary>
    /// <returns>A fault when the conversation already has one.</returns>
    public SchemaFault? Start(JsonObject? request)
    {
        var response = new ActiveResponse(request, settings, _conversationId, _usage.Context());
        if (response.IsOutOfBand ? _outOfBand.Count >= MaximumOutOfBand : Active is not null)
        {
            return new SchemaFault(
                "conversation_already_has_active_response",
                $"Conversation already has an active response in progress: {Active?.Id ?? "several"}. "
                    + "Wait until the response is finished before creating a new one.",
                null);
        }

        var turn = response.IsOutOfBand ? new AgentTurn(_script.OutOfBand) : _script.AgentSpeaks(_wasStopped, ToolOutput);
        if (response.IsOutOfBand)
        {
            _outOfBand.Add(response);
        }
        else
        {
            (Active, _wasStopped) = (response, false);
        }

        outlet.Emit(ServerEvents.Response("response.created", response.ToJson("in_progress", null, null)));
        response.Steps = Stream(response, Permitted(response, turn)).GetEnumerator();
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
        if (response.Items.Exists(item => !item.IsFinished))
        {
            response.Steps!.MoveNext();
        }

        Cut(response, "client_cancelled");
        return null;
    }

    /// <summary>The client has cut what was being played: the next answer follows a stop, although nothing was left to cancel.</summary>
    public void MarkStopped() => _wasStopped = true;

    /// <summary>The caller speaks over the model.</summary>
    public void Interrupt()
    {
        if (playout.Clear() is { } heard)
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

    private AgentTurn Permitted(ActiveResponse response, AgentTurn turn)
    {
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
    }

    private void StepIfAlive(ActiveResponse response)
    {
        if (response == Active || _outOfBand.Contains(response))
        {
            Step(response);
        }
    }

    /// <summary>Every step sends events and then waits for the next word's time.</summary>
    private IEnumerable<bool> Stream(ActiveResponse response, AgentTurn turn)
    {
        if (turn.Text is not null)
        {
            var message = NewMessage(response, turn);
            Open(response, message);
            foreach (var piece in message.Pieces())
            {
                outlet.Emit(piece);
                if (!IsPlayoutEvent(piece))
                {
                    yield return true;
                }
            }

            if (turn.Tool is null || !settings.Reasons)
            {
                Finish(response, message, isWhole: true);
            }
        }

        if (turn.Tool is not null)
        {
            var call = new FunctionCallItem(response.Id, response.Items.Count, turn.Tool);
            Open(response, call);
            foreach (var piece in call.Pieces())
            {
                outlet.Emit(piece);
                yield return true;
            }
        }

        foreach (var open in response.Items.Where(item => !item.IsFinished))
        {
            Finish(response, open, isWhole: true);
        }

        End(response, "completed", null);
    }

    private static bool IsPlayoutEvent(JsonObject piece) => piece["type"]!.GetValue<string>().StartsWith("output_audio_buffer", StringComparison.Ordinal);

    private MessageItem NewMessage(ActiveResponse response, AgentTurn turn)
    {
        var phase = !settings.Reasons ? null : turn.Tool is null ? "final_answer" : "commentary";
        var isPlayed = response.IsSpoken && !response.IsOutOfBand;
        return new MessageItem(response.Id, response.Items.Count, turn.Text!, response.IsSpoken, phase)
        {
            Speech = isPlayed ? turn.Audio ?? ToneSpeech.Render(turn.Text!) : ReadOnlyMemory<short>.Empty,
            Play = (item, piece) =>
            {
                HasSpoken = true;
                return playout.Add(item.ResponseId, item.Id, piece);
            },
        };
    }

    private void Open(ActiveResponse response, OutputItem item)
    {
        response.Items.Add(item);
        outlet.Emit(ServerEvents.OutputItem("response.output_item.added", item));
        if (!response.IsOutOfBand)
        {
            var json = item.ToJson();
            outlet.Emit(ServerEvents.WithItem("conversation.item.added", items.Append(new ConversationItem(item.Id, json)), json));
        }

        foreach (var opening in item.Opening())
        {
            outlet.Emit(opening);
        }
    }

    private void Finish(ActiveResponse response, OutputItem item, bool isWhole)
    {
        foreach (var closing in item.Finish(isWhole))
        {
            outlet.Emit(closing);
        }

        if (!response.IsOutOfBand && items.Find(item.Id) is { } kept)
        {
            kept.Json = item.ToJson();
            kept.AudioMs = item.AudioMs;
            outlet.Emit(ServerEvents.WithItem("conversation.item.done", items.Before(item.Id), kept.Json));
        }

        outlet.Emit(ServerEvents.OutputItem("response.output_item.done", item));
    }

    private void Cut(ActiveResponse response, string reason)
    {
        foreach (var open in response.Items.Where(item => !item.IsFinished))
        {
            Finish(response, open, isWhole: false);
        }

        End(response, "cancelled", new JsonObject { ["type"] = "cancelled", ["reason"] = reason });
    }

    private void End(ActiveResponse response, string status, JsonObject? details)
    {
        if (!_outOfBand.Remove(response) && Active != response)
        {
            // The last step of a response that is being cut has ended it.
            return;
        }

        Active = Active == response ? null : Active;
        playout.Complete(response.Id);
        var usage = _usage.Finish(response.Context, response.TextLength, response.AudioMs);
        outlet.Emit(ServerEvents.Response("response.done", response.ToJson(status, details, usage)));
        outlet.Emit(ServerEvents.RateLimits(_usage.Total));
        Done?.Invoke();
    }
}
