using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Mvc;
using Realtime.SipGateway.Api.Description;
using Realtime.SipGateway.Calls.Conversation;

namespace Realtime.SipGateway.Api.Control;

/// <summary>Commands into a live conversation by REST, one request each.</summary>
internal static class ControlApi
{
    /// <summary>The largest image of any agent in base64, and what is said with it.</summary>
    public const int MaxImageBytes = 3 * 1024 * 1024;

    /// <summary>Instructions as long as an agent's, escaped.</summary>
    private const int MaxUpdateBytes = 256 * 1024;

    private const string Taken = "Answers 202 when the conversation has taken it; its events tell what came of it.";

    public static void Map(RouteGroupBuilder api)
    {
        Command(api, "say", ControlJson.Default.SayRequest, ControlCommands.Of)
            .Documented("SayInCall", "Control", "The agent says these words", "They pass the agent's guardrails. " + Taken)
            .Takes<SayRequest>();
        Command(api, "whisper", ControlJson.Default.WhisperRequest, ControlCommands.Of)
            .Documented("WhisperInCall", "Control", "An instruction to the agent that the caller does not hear", Taken)
            .Takes<WhisperRequest>();
        Command(api, "items", ControlJson.Default.AddItemRequest, ControlCommands.Of, MaxImageBytes)
            .Documented("AddItemToCall", "Control", "Puts a text or an image into the conversation", "Images as far as the agent's policy allows them. " + Taken)
            .Takes<AddItemRequest>();
        Command(api, "update", ControlJson.Default.UpdateRequest, ControlCommands.Of, MaxUpdateBytes)
            .Documented(
                "UpdateCall", "Control", "Changes how the agent goes on in this call",
                "Instructions, which of its own tools it may still use, and turn detection. It holds until it is changed again or another agent has the call. " + Taken)
            .Takes<UpdateRequest>();
        Command(api, "respond", ControlJson.Default.RespondRequest, ControlCommands.Of)
            .Documented("RespondInCall", "Control", "The agent takes its turn now", "While somebody speaks it waits for the end of it. " + Taken)
            .Takes<RespondRequest>(isOptional: true);
        api.MapPost(
                "/calls/{id}/stop",
                static (string id, HttpContext context, ControlRunner runner) => runner.RunAsync(id, new ConversationCommand.StopSpeaking(), context))
            .RequireAuthorization(nameof(ApiScope.Supervisor))
            .WithMetadata(new RequestSizeLimitAttribute(ApiBody.MaxBytes))
            .Documented("StopSpeakingInCall", "Control", "The agent is silent at once", "What waits to be said is dropped. Without effect when nobody speaks.")
            .Produces(StatusCodes.Status202Accepted)
            .Problems(404, 409, 413, 429);
    }

    private static RouteHandlerBuilder Command<T>(
        RouteGroupBuilder api, string verb, JsonTypeInfo<T> type, Func<T?, (ConversationCommand? Command, IResult? Problem)> read, int maxBytes = ApiBody.MaxBytes)
        where T : class =>
        api.MapPost($"/calls/{{id}}/{verb}", async (string id, HttpContext context, ControlRunner runner) =>
            {
                var (body, problem) = await ApiBody.ReadAsync(context.Request, type, context.RequestAborted, maxBytes);
                if (problem is not null)
                {
                    return problem;
                }

                var (command, fault) = read(body);
                return command is null ? fault! : await runner.RunAsync(id, command, context);
            })
            .RequireAuthorization(nameof(ApiScope.Supervisor))
            .WithMetadata(new RequestSizeLimitAttribute(maxBytes))
            .Produces(StatusCodes.Status202Accepted)
            .Problems(400, 404, 409, 413, 429);
}
