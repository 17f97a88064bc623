using Realtime.SipGateway.Calls.Conversation;

namespace Realtime.SipGateway.Api.Control;

/// <summary>What is wrong with a change of how the agent goes on.</summary>
internal static class UpdateFaults
{
    /// <summary>What a session takes (API reference: <c>instructions</c>).</summary>
    public const int MaxInstructions = 32_768;

    private const int MaxTools = 128;
    private const int MaxPaddingMs = 5_000;
    private const int MaxSilenceMs = 10_000;

    /// <summary>Null when nothing is.</summary>
    public static IResult? Find(UpdateRequest? body)
    {
        if (body is null or { Instructions: null, Tools: null, TurnDetection: null, Reset: false })
        {
            return ApiProblem.BadValue("the body", "at least one of instructions, tools, turn_detection and reset");
        }

        if (body.Instructions is { } text && (string.IsNullOrWhiteSpace(text) || text.Length > MaxInstructions))
        {
            return ApiProblem.BadValue("instructions", "a text of 1 to 32768 characters");
        }

        return body.Tools is { } tools && (tools.Count > MaxTools || tools.Any(string.IsNullOrWhiteSpace) || tools.Distinct(StringComparer.Ordinal).Count() < tools.Count)
            ? ApiProblem.BadValue("tools", "at most 128 names of tools of the agent, each once")
            : body.TurnDetection is { } turns ? Find(turns) : null;
    }

    private static IResult? Find(TurnDetectionChange turns) => turns switch
    {
        { Type: not ("server_vad" or "semantic_vad") } => ApiProblem.BadValue("turn_detection.type", "server_vad or semantic_vad"),
        { Type: "semantic_vad" } and ({ Threshold: not null } or { PrefixPaddingMs: not null } or { SilenceDurationMs: not null }) =>
            ApiProblem.BadValue("turn_detection", "threshold, prefix_padding_ms and silence_duration_ms with the type server_vad only"),
        { Type: "server_vad", Eagerness: not null } => ApiProblem.BadValue("turn_detection.eagerness", "it belongs to the type semantic_vad"),
        { Eagerness: not (null or "low" or "medium" or "high" or "auto") } => ApiProblem.BadValue("turn_detection.eagerness", "low, medium, high or auto"),
        { Threshold: < 0 or > 1 } => ApiProblem.BadValue("turn_detection.threshold", "0 to 1"),
        { PrefixPaddingMs: < 0 or > MaxPaddingMs } => ApiProblem.BadValue("turn_detection.prefix_padding_ms", "0 to 5000"),
        { SilenceDurationMs: < 0 or > MaxSilenceMs } => ApiProblem.BadValue("turn_detection.silence_duration_ms", "0 to 10000"),
        _ => null,
    };
}
