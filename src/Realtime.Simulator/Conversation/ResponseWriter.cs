using System.Text.Json.Nodes;
using Realtime.Simulator.Media;
using Realtime.Simulator.Script;

namespace Realtime.Simulator.Conversation;

/// <summary>Writes the items of a response, event by event, in the order of live captures.</summary>
internal sealed class ResponseWriter(SessionSettings settings, EventOutlet outlet, ItemList items, Playout playout, McpDesk mcp)
{
    /// <summary>Whether any speech was brought forth.</summary>
    public bool HasSpoken { get; private set; }

    /// <summary>
    /// Every step sends events; the next is taken a word's time later. A reasoning model opens its tool call before its preamble is finished,
    /// others finish one item before the next.
    /// </summary>
    public IEnumerable<bool> Write(ActiveResponse response, AgentTurn turn)
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

            if (!settings.Reasons)
            {
                FinishAll(response, areWhole: !response.IsCut);
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

        if (turn.Mcp is { } hosted)
        {
            OutputItem item = mcp.MustAsk(hosted)
                ? new McpApprovalItem(response.Id, response.Items.Count, hosted)
                : new McpCallItem(response.Id, response.Items.Count, hosted);
            Open(response, item);
            foreach (var piece in item.Pieces())
            {
                outlet.Emit(piece);
                yield return true;
            }

            if (item is McpApprovalItem asked)
            {
                mcp.Ask(asked);
            }
        }

        FinishAll(response, areWhole: !response.IsCut);
    }

    /// <summary>Finishes every item that is open.</summary>
    public void FinishAll(ActiveResponse response, bool areWhole)
    {
        foreach (var open in response.Items.Where(item => !item.IsFinished))
        {
            Finish(response, open, areWhole);
        }
    }

    private static bool IsPlayoutEvent(JsonObject piece) => piece["type"]!.GetValue<string>().StartsWith("output_audio_buffer", StringComparison.Ordinal);

    private MessageItem NewMessage(ActiveResponse response, AgentTurn turn)
    {
        var phase = !settings.Reasons ? null : turn is { Tool: null, Mcp: null } ? "final_answer" : "commentary";
        return new MessageItem(response.Id, response.Items.Count, turn.Text!, response.IsSpoken, phase)
        {
            Speech = response.IsSpoken ? turn.Audio ?? ToneSpeech.Render(turn.Text!) : ReadOnlyMemory<short>.Empty,
            Play = (item, piece) =>
            {
                HasSpoken = true;
                return playout.Add(item.ResponseId, item.Id, piece, response.IsOutOfBand);
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
}
