using System.Globalization;
using Realtime.SipGateway.Calls.Conversation;

namespace Realtime.SipGateway.Api.Control;

/// <summary>Commands into a conversation out of what a client sent: one of the two results is null.</summary>
internal static class ControlCommands
{
    /// <summary>Some minutes of speech; a longer text is a document, which belongs into the agent's instructions or a tool.</summary>
    public const int MaxText = 4_000;

    public static (ConversationCommand? Command, IResult? Problem) Of(SayRequest? body) => TextFault("text", body?.Text) is { } fault
        ? (null, fault)
        : (new ConversationCommand.Say(body!.Text!.Trim(), body.Interrupt, body.Turn), null);

    public static (ConversationCommand? Command, IResult? Problem) Of(WhisperRequest? body) => TextFault("text", body?.Text) is { } fault
        ? (null, fault)
        : (new ConversationCommand.Whisper(body!.Text!, body.Respond), null);

    public static (ConversationCommand? Command, IResult? Problem) Of(UpdateRequest? body) => UpdateFaults.Find(body) is { } fault
        ? (null, fault)
        : (new ConversationCommand.Update(body!.Instructions, body.Tools, body.TurnDetection, body.Reset), null);

    public static (ConversationCommand? Command, IResult? Problem) Of(AddItemRequest? body) =>
        body?.ImageUrl is not null ? OfImage(body)
        : body?.Detail is not null ? (null, ApiProblem.BadValue("detail", "it belongs to an image"))
        : ConversationRoles.Find(body?.Role) is not { } role ? (null, ApiProblem.BadValue("role", "user or system"))
        : TextFault("text", body!.Text) is { } fault ? (null, fault)
        : (new ConversationCommand.AddText(role, body.Text!, body.Respond), null);

    public static (ConversationCommand? Command, IResult? Problem) Of(RespondRequest? body) =>
        body?.Instructions is { } instructions && TextFault("instructions", instructions) is { } fault
            ? (null, fault)
            : (new ConversationCommand.TakeTurn(body?.Instructions, body?.Turn), null);

    private static (ConversationCommand? Command, IResult? Problem) OfImage(AddItemRequest body)
    {
        if (body.Role is not (null or "user"))
        {
            return (null, ApiProblem.BadValue("role", "user, with an image"));
        }

        if (body.Detail is not (null or "auto" or "low" or "high"))
        {
            return (null, ApiProblem.BadValue("detail", "auto, low or high"));
        }

        if (body.Text is not null && TextFault("text", body.Text) is { } fault)
        {
            return (null, fault);
        }

        return ConversationImage.TryRead(body.ImageUrl!, body.Detail, out var image, out var expected)
            ? (new ConversationCommand.AddImage(image, body.Text, body.Respond), null)
            : (null, ApiProblem.BadValue("image_url", expected));
    }

    private static IResult? TextFault(string name, string? text) => string.IsNullOrWhiteSpace(text) || text.Length > MaxText
        ? ApiProblem.BadValue(name, string.Create(CultureInfo.InvariantCulture, $"a text of 1 to {MaxText} characters"))
        : null;
}
