using System.Text.Json.Nodes;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Conversation;

namespace Realtime.SipGateway.Api.Control;

/// <summary>Has commands into conversations carried out and audited, whichever way they came.</summary>
internal sealed class ControlRunner(ActiveCalls calls, ICallConversation conversations, AuditTrail audit, ILogger<ControlRunner> log)
{
    /// <summary>The command is queued before the first wait: commands of one client keep their order.</summary>
    public async Task<IResult> RunAsync(string id, ConversationCommand command, HttpContext context)
    {
        if (!CallId.TryParse(id, out var callId) || !calls.TryGet(callId, out var call))
        {
            return ApiProblem.Of(StatusCodes.Status404NotFound, "No such live call", "It has ended, or never was.");
        }

        var actor = context.User.Identity?.Name ?? "unknown";
        var answer = await conversations.CommandAsync(call.Id, command, actor, context.RequestAborted);
        var name = NameOf(command);
        log.Commanded(call.Id, name, actor, answer.Status);
        if (answer.Status != ConversationStatus.Done)
        {
            return Refusal(answer, calls.TryGet(call.Id, out _));
        }

        // What was said stands in the call's own log, where it is redacted and erased with the call.
        await audit.ActedAsync(context, "conversation." + name, call.Id.Value, Detail(command));
        return TypedResults.Accepted((string?)null);
    }

    private static IResult Refusal(ConversationAnswer answer, bool isLive) => answer.Status switch
    {
        ConversationStatus.Busy => ApiProblem.Of(StatusCodes.Status429TooManyRequests, "Too many commands", answer.Reason ?? ""),
        ConversationStatus.NotTalking when !isLive => ApiProblem.Of(StatusCodes.Status404NotFound, "No such live call", "It has ended meanwhile."),
        ConversationStatus.NotTalking => ApiProblem.Of(StatusCodes.Status409Conflict, "No conversation", answer.Reason ?? ""),
        _ => ApiProblem.Of(StatusCodes.Status409Conflict, "The conversation does not take it", answer.Reason ?? ""),
    };

    private static string NameOf(ConversationCommand command) => command switch
    {
        ConversationCommand.Say => "said",
        ConversationCommand.Whisper => "whispered",
        ConversationCommand.AddText => "text_added",
        ConversationCommand.AddImage => "image_added",
        ConversationCommand.Update => "updated",
        ConversationCommand.TakeTurn => "turn_taken",
        _ => "stopped",
    };

    private static JsonObject? Detail(ConversationCommand command) => command switch
    {
        ConversationCommand.Say say => new JsonObject { ["characters"] = say.Text.Length, ["interrupt"] = say.Interrupt },
        ConversationCommand.Whisper whisper => new JsonObject { ["characters"] = whisper.Text.Length, ["respond"] = whisper.Respond },
        ConversationCommand.AddText add => new JsonObject { ["characters"] = add.Text.Length, ["respond"] = add.Respond },
        ConversationCommand.AddImage add => new JsonObject { ["bytes"] = add.Image.Bytes.Length, ["sha256"] = add.Image.Sha256, ["respond"] = add.Respond },
        ConversationCommand.Update update => new JsonObject
        {
            ["instructions_characters"] = update.Instructions?.Length,
            ["tools"] = update.Tools is { } tools ? new JsonArray([.. tools.Select(static tool => (JsonNode?)tool)]) : null,
            ["turn_detection"] = update.TurnDetection?.Type,
            ["reset"] = update.Reset,
        },
        _ => null,
    };
}
