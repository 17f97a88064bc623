using System.Globalization;
using Realtime.SipGateway.Calls.Conversation;

namespace Realtime.SipGateway.Api.Control;

/// <summary>Commands into a conversation out of what a client sent: one of the two results is null.</summary>
internal static class ControlCommands
{
    /// <summary>Some minutes of speech; a longer text is a document, which belongs into the agent's instructions or a tool.</summary>
    public const int MaxText = 4_000;

    public static (ConversationCommand? Command, IResult? Problem) Say(string? text, bool interrupt) =>
        TextFault("text", text) is { } fault ? (null, fault) : (new ConversationCommand.Say(text!.Trim(), interrupt), null);

    public static (ConversationCommand? Command, IResult? Problem) Whisper(string? text, bool respond) =>
        TextFault("text", text) is { } fault ? (null, fault) : (new ConversationCommand.Whisper(text!, respond), null);

    public static (ConversationCommand? Command, IResult? Problem) AddText(string? role, string? text, bool respond)
    {
        ConversationRole? known = role switch { "user" => ConversationRole.User, "system" => ConversationRole.System, _ => null };
        return known is null ? (null, ApiProblem.BadValue("role", "user or system"))
            : TextFault("text", text) is { } fault ? (null, fault)
            : (new ConversationCommand.AddText(known.Value, text!, respond), null);
    }

    public static (ConversationCommand? Command, IResult? Problem) TakeTurn(string? instructions) =>
        instructions is not null && TextFault("instructions", instructions) is { } fault
            ? (null, fault)
            : (new ConversationCommand.TakeTurn(instructions), null);

    private static IResult? TextFault(string name, string? text) => string.IsNullOrWhiteSpace(text) || text.Length > MaxText
        ? ApiProblem.BadValue(name, string.Create(CultureInfo.InvariantCulture, $"a text of 1 to {MaxText} characters"))
        : null;
}
