using System.Text.Json;
using System.Text.RegularExpressions;

namespace Realtime.Simulator.Script;

/// <summary>One call's way through a script. The caller and the client drive it; what does not fit is bridged by fallbacks.</summary>
internal sealed partial class ScriptPlayer(ConversationScript script)
{
    private const string NothingToSay = "ok";
    private const string Unknown = "(unknown)";

    private readonly Dictionary<string, int> _answered = new(StringComparer.Ordinal);
    private int _next;

    /// <summary>The turn at hand when it is the caller's.</summary>
    public CallerTurn? AwaitedCaller => _next < script.Turns.Count ? script.Turns[_next] as CallerTurn : null;

    /// <summary>Said when the turn asks for what the session does not have.</summary>
    public string Fallback => script.Fallback;

    /// <summary>The caller has spoken: moves behind the next caller turn and gives its text. Agent turns that were never asked for are passed over.</summary>
    public string CallerSpoke()
    {
        for (var i = _next; i < script.Turns.Count; i++)
        {
            if (script.Turns[i] is CallerTurn turn)
            {
                _next = i + 1;
                return turn.Text;
            }
        }

        return script.CallerFallback;
    }

    /// <summary>What is answered outside of the conversation to a response with these values in its metadata.</summary>
    /// <param name="metadata">Values of its metadata.</param>
    /// <param name="instructions">Of the response; fills <c>{{instructions.name}}</c> with what its JSON has under that name.</param>
    /// <param name="isSpoken">Words that it is told to say exactly are said, unless the script answers its metadata.</param>
    public string AnswersAside(IEnumerable<string> metadata, string? instructions = null, bool isSpoken = false)
    {
        var own = metadata.FirstOrDefault(script.OutOfBand.ContainsKey);
        if (own is null && isSpoken && ToldExactly(instructions) is { } words)
        {
            return words;
        }

        var key = own ?? ConversationScript.AnyMetadata;
        if (!script.OutOfBand.TryGetValue(key, out var answers))
        {
            return NothingToSay;
        }

        var index = _answered.GetValueOrDefault(key);
        _answered[key] = index + 1;
        return Instructed().Replace(answers[Math.Min(index, answers.Count - 1)], match => Told(instructions ?? "", match.Groups[1].Value));
    }

    /// <summary>An answer is wanted: the next agent turn, or a fallback when it is the caller's turn.</summary>
    /// <param name="afterStop">Whether the client stopped the answer before.</param>
    /// <param name="toolOutput">What the last tool returned; fills <c>{{output.field}}</c>.</param>
    /// <param name="instructions">Of the answer: where the script has nothing to say, words that are given exactly are said.</param>
    public AgentTurn AgentSpeaks(bool afterStop, string? toolOutput, string? instructions = null)
    {
        for (; _next < script.Turns.Count && script.Turns[_next] is AgentTurn turn; _next++)
        {
            if (turn.AfterStop && !afterStop)
            {
                continue;
            }

            _next++;
            return Fill(turn, toolOutput);
        }

        return new AgentTurn(ToldExactly(instructions) ?? (afterStop ? script.FallbackAfterStop : script.Fallback));
    }

    /// <summary>The words that instructions give to be said as they are; null: none.</summary>
    private static string? ToldExactly(string? instructions) =>
        instructions is not null && ExactWords().Match(instructions) is { Success: true } words ? words.Groups[1].Value : null;

    private static AgentTurn Fill(AgentTurn turn, string? toolOutput)
    {
        if (turn.Text is null || !turn.Text.Contains("{{", StringComparison.Ordinal))
        {
            return turn;
        }

        // The recording was made for the words as they stand; it is kept, since the length is what matters.
        return turn with { Text = Placeholder().Replace(turn.Text, match => Lookup(toolOutput, match.Groups[1].Value)) };
    }

    /// <summary>The text of a member in JSON amid other words.</summary>
    private static string Told(string instructions, string name) =>
        Member().Matches(instructions).FirstOrDefault(member => member.Groups[1].Value == name)?.Groups[2].Value ?? Unknown;

    private static string Lookup(string? toolOutput, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(toolOutput ?? "null");
            var value = document.RootElement;
            foreach (var name in path.Split('.'))
            {
                if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
                {
                    return Unknown;
                }
            }

            return value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
        }
        catch (JsonException)
        {
            return Unknown;
        }
    }

    [GeneratedRegex("say exactly these words[^\"]*\"(.+)\"\\s*$", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex ExactWords();

    [GeneratedRegex(@"\{\{instructions\.([A-Za-z0-9_]+)\}\}")]
    private static partial Regex Instructed();

    [GeneratedRegex("\"([A-Za-z0-9_]+)\"\\s*:\\s*\"([^\"]*)\"")]
    private static partial Regex Member();

    [GeneratedRegex(@"\{\{output\.([A-Za-z0-9_.]+)\}\}")]
    private static partial Regex Placeholder();
}
