using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Conversation;

namespace Realtime.SipGateway.Api.Control;

/// <summary>The commands of the control WebSocket: each is the REST request of the same name, by the same code.</summary>
internal sealed class ControlVerbs(ControlRunner runner, TransferApi transfers, TakeoverApi takeovers, CallsApi calls, ToolsApi tools)
{
    private const string Known = "say, whisper, add_text, add_image, update, respond, stop, transfer, takeover, hangup, approve or deny";

    /// <summary>Begins before it returns: commands into the conversation keep their order.</summary>
    public Task<IResult> RunAsync(CallId call, ControlMessage message, HttpContext context)
    {
        try
        {
            var body = message.Body;
            return message.Type switch
            {
                "say" => CommandAsync(call, body, ControlJson.Default.SayRequest, ControlCommands.Of, context),
                "whisper" => CommandAsync(call, body, ControlJson.Default.WhisperRequest, ControlCommands.Of, context),
                "add_text" or "add_image" => CommandAsync(call, body, ControlJson.Default.AddItemRequest, ControlCommands.Of, context),
                "update" => CommandAsync(call, body, ControlJson.Default.UpdateRequest, ControlCommands.Of, context),
                "respond" => CommandAsync(call, body, ControlJson.Default.RespondRequest, ControlCommands.Of, context),
                "stop" => CommandAsync(call, body, ControlJson.Default.StopRequest, static _ => (new ConversationCommand.StopSpeaking(), null), context),
                "transfer" => transfers.RunAsync(call.Value, Read(body, ApiJson.Default.TransferCallRequest), context),
                "takeover" => takeovers.RunAsync(call.Value, Read(body, ControlJson.Default.TakeoverRequest), context),
                "hangup" => calls.HangUpAsync(call.Value, Read(body, ApiJson.Default.HangUpRequest), context),
                "approve" => DecideAsync(call, message, approve: true, context),
                "deny" => DecideAsync(call, message, approve: false, context),
                _ => Task.FromResult(ApiProblem.BadValue("type", Known)),
            };
        }
        catch (JsonException fault)
        {
            return Task.FromResult(ApiProblem.Of(
                StatusCodes.Status400BadRequest, "The command is not understood", $"At {fault.Path ?? "$"}: expected members as documented, and no others."));
        }
    }

    private Task<IResult> CommandAsync<T>(
        CallId call, JsonObject body, JsonTypeInfo<T> type, Func<T?, (ConversationCommand? Command, IResult? Problem)> read, HttpContext context)
        where T : class
    {
        var (command, fault) = read(Read(body, type));
        return command is null ? Task.FromResult(fault!) : runner.RunAsync(call.Value, command, context);
    }

    private Task<IResult> DecideAsync(CallId call, ControlMessage message, bool approve, HttpContext context) =>
        message.TakeText("function_call_id") is { } functionCallId
            ? tools.DecideAsync(call.Value, functionCallId, approve, Read(message.Body, ApiJson.Default.ApprovalRequest), context)
            : Task.FromResult(ApiProblem.BadValue("function_call_id", "the function call that waits"));

    private static T? Read<T>(JsonObject body, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return body.Deserialize(type);
        }
        catch (InvalidOperationException fault)
        {
            // Half a surrogate pair, as of a text that was cut within an emoji: read only now, and not told as a fault of the JSON.
            throw new JsonException("A text is none.", fault);
        }
    }
}
