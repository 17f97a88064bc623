using System.Text.Json;
using Realtime.Simulator.Media;

namespace Realtime.Simulator.Script;

/// <summary>Reads a conversation file. Everything that is wrong with it is reported at once.</summary>
internal sealed class ScriptReader
{
    private static readonly JsonDocumentOptions Leniency = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = 32 };

    private readonly List<string> _faults = [];
    private readonly Func<string, Stream?> _openAudio;

    private ScriptReader(Func<string, Stream?> openAudio) => _openAudio = openAudio;

    /// <summary>Reads JSON text.</summary>
    /// <param name="json">The file.</param>
    /// <param name="openAudio">Opens a recording that the file names; null when there is none.</param>
    /// <exception cref="InvalidDataException">With every fault, one a line.</exception>
    public static ConversationScript Read(ReadOnlyMemory<byte> json, Func<string, Stream?> openAudio)
    {
        var reader = new ScriptReader(openAudio);
        var script = reader.Read(json);
        return reader._faults.Count == 0 && script is not null
            ? script
            : throw new InvalidDataException("The conversation script is wrong:\n" + string.Join('\n', reader._faults));
    }

    private ConversationScript? Read(ReadOnlyMemory<byte> json)
    {
        if (json.Length > ConversationScript.MaximumFileBytes)
        {
            _faults.Add($"It is larger than {ConversationScript.MaximumFileBytes} bytes.");
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(json, Leniency);
            return ReadScript(document.RootElement);
        }
        catch (JsonException fault)
        {
            _faults.Add(fault.Message);
            return null;
        }
    }

    private ConversationScript? ReadScript(JsonElement root)
    {
        if (!IsObject(root, "script", "name", "turns", "fallback", "fallback_after_stop", "out_of_band", "caller_fallback", "failing_mcp"))
        {
            return null;
        }

        if (!root.TryGetProperty("turns", out var turns) || turns.ValueKind != JsonValueKind.Array || turns.GetArrayLength() > ConversationScript.MaximumTurns)
        {
            _faults.Add($"turns: must be an array of at most {ConversationScript.MaximumTurns} turns.");
            return null;
        }

        var script = new ConversationScript
        {
            Name = Text(root, "name", "name") ?? "unnamed",
            Turns = [.. turns.EnumerateArray().Select((turn, i) => ReadTurn(turn, $"turns[{i}]")).OfType<ScriptTurn>()],
        };
        return script with
        {
            Fallback = Text(root, "fallback", "fallback") ?? script.Fallback,
            FallbackAfterStop = Text(root, "fallback_after_stop", "fallback_after_stop") ?? script.FallbackAfterStop,
            FailingMcp = ReadLabels(root) ?? script.FailingMcp,
            OutOfBand = ReadAnswers(root) ?? script.OutOfBand,
            CallerFallback = Text(root, "caller_fallback", "caller_fallback") ?? script.CallerFallback,
        };
    }

    private List<string>? ReadLabels(JsonElement root)
    {
        if (!root.TryGetProperty("failing_mcp", out var given))
        {
            return null;
        }

        if (given.ValueKind == JsonValueKind.Array && given.EnumerateArray().All(IsText))
        {
            return [.. given.EnumerateArray().Select(static label => label.GetString()!)];
        }

        _faults.Add("failing_mcp: must be an array of labels.");
        return null;
    }

    /// <summary>One text for all, or texts by a value of the metadata.</summary>
    private Dictionary<string, IReadOnlyList<string>>? ReadAnswers(JsonElement root)
    {
        const string Path = "out_of_band";
        if (!root.TryGetProperty(Path, out var given))
        {
            return null;
        }

        if (given.ValueKind != JsonValueKind.Object)
        {
            return Text(root, Path, Path) is { } all ? new() { [ConversationScript.AnyMetadata] = [all] } : null;
        }

        var answers = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var one in given.EnumerateObject())
        {
            var texts = one.Value.ValueKind == JsonValueKind.Array ? one.Value.EnumerateArray().ToArray() : [one.Value];
            if (answers.Count == ConversationScript.MaximumOutOfBand || texts.Length is 0 or > ConversationScript.MaximumOutOfBand || !Array.TrueForAll(texts, IsText))
            {
                _faults.Add($"{Path}.{one.Name}: must be a text of 1 to {ConversationScript.MaximumTextLength} characters or at most {ConversationScript.MaximumOutOfBand} such texts, for at most as many keys.");
                break;
            }

            answers[one.Name] = [.. texts.Select(static text => text.GetString()!)];
        }

        return answers;
    }

    private static bool IsText(JsonElement given) =>
        given.ValueKind == JsonValueKind.String && given.GetString() is { Length: > 0 and <= ConversationScript.MaximumTextLength };

    private ScriptTurn? ReadTurn(JsonElement turn, string path)
    {
        if (turn.ValueKind == JsonValueKind.Object && turn.TryGetProperty("caller", out _))
        {
            return IsObject(turn, path, "caller", "after_ms") && Text(turn, "caller", path + ".caller") is { } said
                ? new CallerTurn(said, Milliseconds(turn, path))
                : null;
        }

        if (!IsObject(turn, path, "agent", "audio", "call_tool", "call_mcp", "after"))
        {
            return null;
        }

        var text = Text(turn, "agent", path + ".agent");
        var tool = turn.TryGetProperty("call_tool", out var call) ? ReadTool(call, path + ".call_tool") : null;
        var mcp = turn.TryGetProperty("call_mcp", out var hosted) ? ReadMcp(hosted, path + ".call_mcp") : null;
        if (text is null && tool is null && mcp is null)
        {
            _faults.Add($"{path}: needs one of caller, agent, call_tool, call_mcp.");
            return null;
        }

        var after = Text(turn, "after", path + ".after");
        if (after is not (null or "stopped"))
        {
            _faults.Add($"{path}.after: only \"stopped\" is known.");
        }

        return new AgentTurn(text, ReadAudio(turn, path), tool, after is not null, mcp);
    }

    private ToolCall? ReadTool(JsonElement call, string path)
    {
        if (!IsObject(call, path, "name", "arguments"))
        {
            return null;
        }

        var name = Text(call, "name", path + ".name");
        if (name is null)
        {
            _faults.Add($"{path}.name: is missing.");
            return null;
        }

        // A string is sent as it stands: models do write arguments that are not JSON.
        var arguments = !call.TryGetProperty("arguments", out var given) ? "{}"
            : given.ValueKind == JsonValueKind.String ? given.GetString()!
            : given.GetRawText();
        return new ToolCall(name, arguments);
    }

    private McpCall? ReadMcp(JsonElement call, string path)
    {
        if (!IsObject(call, path, "server_label", "name", "arguments", "output", "error"))
        {
            return null;
        }

        var (label, name) = (Text(call, "server_label", path + ".server_label"), Text(call, "name", path + ".name"));
        var (output, error) = (Text(call, "output", path + ".output"), Text(call, "error", path + ".error"));
        if (label is null || name is null || output is null == error is null)
        {
            _faults.Add($"{path}: needs server_label, name, and one of output and error.");
            return null;
        }

        return new McpCall(label, name, call.TryGetProperty("arguments", out var given) ? given.GetRawText() : "{}", output, error);
    }

    private short[]? ReadAudio(JsonElement turn, string path)
    {
        if (Text(turn, "audio", path + ".audio") is not { } file)
        {
            return null;
        }

        try
        {
            using var stream = _openAudio(file);
            if (stream is not null)
            {
                return WavFile.Read(stream);
            }

            _faults.Add($"{path}.audio: there is no '{file}'.");
        }
        catch (InvalidDataException fault)
        {
            _faults.Add($"{path}.audio: '{file}': {fault.Message}");
        }

        return null;
    }

    private int? Milliseconds(JsonElement turn, string path)
    {
        if (!turn.TryGetProperty("after_ms", out var given))
        {
            return null;
        }

        if (given.ValueKind == JsonValueKind.Number && given.TryGetInt32(out var milliseconds) && milliseconds is >= 0 and <= 600_000)
        {
            return milliseconds;
        }

        _faults.Add($"{path}.after_ms: must be between 0 and 600000.");
        return null;
    }

    private string? Text(JsonElement parent, string name, string path)
    {
        if (!parent.TryGetProperty(name, out var given))
        {
            return null;
        }

        if (IsText(given))
        {
            return given.GetString();
        }

        _faults.Add($"{path}: must be a text of 1 to {ConversationScript.MaximumTextLength} characters.");
        return null;
    }

    private bool IsObject(JsonElement value, string path, params string[] known)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            _faults.Add($"{path}: must be an object.");
            return false;
        }

        _faults.AddRange(value.EnumerateObject().Where(member => !known.Contains(member.Name)).Select(member => $"{path}.{member.Name}: is unknown."));
        return true;
    }
}
