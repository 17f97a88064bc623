using System.Text.Json;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.OpenAi;

/// <summary>
/// An agent as the Realtime API takes it (<c>RealtimeSessionCreateRequestGA</c>). Accept and the later <c>session.update</c> come from this
/// one mapping. Never sent: audio formats (on SIP the codec is the SDP's; sending one makes noise) and, at accept, the numeric fields of
/// voice activity detection, which the service refuses there.
/// </summary>
public static class AgentSession
{
    /// <summary>The body of accept.</summary>
    /// <param name="document">The policy version that decided the call.</param>
    /// <param name="agent">Name of the agent in it.</param>
    /// <param name="hosted">The site's MCP servers that the service calls; null for a session that is only checked.</param>
    public static byte[] ForAccept(PolicyDocument document, string agent, IHostedMcp? hosted = null) => ForAccept(document, document.Agents[agent], hosted);

    /// <summary>The body of accept for an agent as one call has it: with the rule's overrides and its instructions rendered.</summary>
    public static byte[] ForAccept(PolicyDocument document, AgentDefinition agent, IHostedMcp? hosted = null) => Write(writer => WriteAccept(writer, agent, document.Tools, hosted));

    /// <summary>
    /// The <c>session</c> of the <c>session.update</c> that must follow accept: complete with its <c>type</c>; null when accept said everything.
    /// </summary>
    public static byte[]? AfterAccept(AgentDefinition agent) => agent.TurnDetection is { } turns && HasNumbers(turns)
        ? Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("type", "realtime");
            writer.WriteStartObject("audio");
            writer.WriteStartObject("input");
            WriteTurnDetection(writer, turns, withNumbers: true, answersItself: agent.Handler is null);
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndObject();
        })
        : null;

    /// <summary>
    /// The <c>session</c> of the <c>session.update</c> that makes another agent of a running session: complete with its <c>type</c>, without model and
    /// voice, which a session that has spoken keeps. What the agent does not set is set back.
    /// </summary>
    public static byte[] ForHandOff(PolicyDocument document, AgentDefinition agent, IHostedMcp? hosted = null) => Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("type", "realtime");
        writer.WriteString("instructions", agent.Instructions);
        if (agent.MaxOutputTokens is { } limit)
        {
            writer.WriteNumber("max_output_tokens", limit);
        }
        else
        {
            writer.WriteString("max_output_tokens", "inf");
        }

        WriteAudio(writer, agent with { Voice = null, Speed = agent.Speed ?? 1, TurnDetection = InFull(agent.TurnDetection ?? new()) }, withNumbers: true);
        SessionTools.Write(writer, agent, document.Tools, hosted);
        writer.WriteEndObject();
    });

    /// <summary>
    /// The <c>session</c> of the <c>session.update</c> that changes how the agent of a running session goes on: complete with its <c>type</c>, and with all that
    /// an earlier update may have said and a broken connection lost.
    /// </summary>
    /// <param name="document">The policy version.</param>
    /// <param name="agent">The agent, changed.</param>
    /// <param name="withTurns">Turn detection was changed too; otherwise only what accept cannot say of it is said.</param>
    /// <param name="hosted">The site's MCP servers that the service calls.</param>
    public static byte[] ForChange(PolicyDocument document, AgentDefinition agent, bool withTurns, IHostedMcp? hosted = null) => Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("type", "realtime");
        writer.WriteString("instructions", agent.Instructions);
        if (withTurns || (agent.TurnDetection is { } given && HasNumbers(given)))
        {
            var turns = agent.TurnDetection ?? new();
            writer.WriteStartObject("audio");
            writer.WriteStartObject("input");
            WriteTurnDetection(writer, withTurns ? InFull(turns) : turns, withNumbers: true, answersItself: agent.Handler is null);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        SessionTools.Write(writer, agent, document.Tools, hosted);
        writer.WriteEndObject();
    });

    /// <summary>With the service's own values where the agent has none: what is left out stays as the agent before had it.</summary>
    private static TurnDetectionDefinition InFull(TurnDetectionDefinition turns) => turns.Type == "semantic_vad"
        ? turns with { Eagerness = turns.Eagerness ?? "auto" }
        : turns with { Threshold = turns.Threshold ?? 0.5, PrefixPaddingMs = turns.PrefixPaddingMs ?? 300, SilenceDurationMs = turns.SilenceDurationMs ?? 500 };

    private static bool HasNumbers(TurnDetectionDefinition turns) =>
        turns.Threshold is not null || turns.PrefixPaddingMs is not null || turns.SilenceDurationMs is not null;

    private static byte[] Write(Action<Utf8JsonWriter> content)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            content(writer);
        }

        return buffer.ToArray();
    }

    private static void WriteAccept(Utf8JsonWriter writer, AgentDefinition agent, IReadOnlyDictionary<string, ToolDefinition> tools, IHostedMcp? hosted)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "realtime");
        writer.WriteString("model", agent.Model);
        writer.WriteStartArray("output_modalities");
        writer.WriteStringValue("audio");
        writer.WriteEndArray();
        writer.WriteString("instructions", agent.Instructions);
        if (agent.ReasoningEffort is not null)
        {
            writer.WriteStartObject("reasoning");
            writer.WriteString("effort", agent.ReasoningEffort);
            writer.WriteEndObject();
        }

        if (agent.MaxOutputTokens is { } limit)
        {
            writer.WriteNumber("max_output_tokens", limit);
        }

        WriteAudio(writer, agent, withNumbers: false);
        SessionTools.Write(writer, agent, tools, hosted);
        writer.WriteEndObject();
    }

    private static void WriteAudio(Utf8JsonWriter writer, AgentDefinition agent, bool withNumbers)
    {
        writer.WriteStartObject("audio");
        writer.WriteStartObject("input");
        if (agent.Transcription is not null)
        {
            writer.WriteStartObject("transcription");
            writer.WriteString("model", agent.Transcription);
            WriteIfSet(writer, "language", agent.Language);
            writer.WriteEndObject();
        }
        else if (withNumbers)
        {
            // An update that leaves it out leaves it on.
            writer.WriteNull("transcription");
        }

        if ((agent.TurnDetection ?? (agent.Handler is null ? null : new())) is { } turns)
        {
            WriteTurnDetection(writer, turns, withNumbers, answersItself: agent.Handler is null);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("output");
        WriteIfSet(writer, "voice", agent.Voice);
        WriteIfSet(writer, "speed", agent.Speed);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteTurnDetection(Utf8JsonWriter writer, TurnDetectionDefinition turns, bool withNumbers, bool answersItself)
    {
        writer.WriteStartObject("turn_detection");
        writer.WriteString("type", turns.Type);
        WriteIfSet(writer, "eagerness", turns.Eagerness);
        if (withNumbers)
        {
            WriteIfSet(writer, "threshold", turns.Threshold);
            WriteIfSet(writer, "prefix_padding_ms", turns.PrefixPaddingMs);
            WriteIfSet(writer, "silence_duration_ms", turns.SilenceDurationMs);
        }

        writer.WriteBoolean("create_response", answersItself);
        writer.WriteBoolean("interrupt_response", turns.InterruptResponse);
        writer.WriteEndObject();
    }

    private static void WriteIfSet(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static void WriteIfSet(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }
}
