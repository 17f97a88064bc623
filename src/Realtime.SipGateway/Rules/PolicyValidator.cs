using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Realtime.SipGateway.Rules.Hours;
using Realtime.SipGateway.Rules.Lists;

namespace Realtime.SipGateway.Rules;

/// <summary>What the schema cannot say: names that must exist, rules that could never match, fields that exclude each other.</summary>
internal static partial class PolicyValidator
{
    private const string SecretPrefix = "secret:";

    /// <summary>Headers that belong to the HTTP client or would let one tool answer for another host.</summary>
    private static readonly HashSet<string> ReservedHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Host", "Content-Length", "Content-Type", "Transfer-Encoding", "Connection", "Idempotency-Key", "traceparent",
    };

    public static IReadOnlyList<PolicyFault> Validate(PolicyDocument document, PolicySite site)
    {
        var faults = new List<PolicyFault>();
        foreach (var (name, agent) in document.Agents)
        {
            CheckAgent($"agents.{name}", agent, document, faults);
        }

        foreach (var (name, tool) in document.Tools)
        {
            if (tool is HttpToolDefinition http)
            {
                CheckHttpTool($"tools.{name}", http, faults);
            }
        }

        NumberListFaults.Check(document, faults);
        HoursFaults.Check(document, faults);
        RuleFaults.Check(document, site, faults);
        return faults.Count > PolicySchema.MaxFaults ? [.. faults.Take(PolicySchema.MaxFaults)] : faults;
    }

    private static void CheckAgent(string path, AgentDefinition agent, PolicyDocument document, List<PolicyFault> faults)
    {
        CheckNames(path + ".tools", agent.Tools, document.Tools.Keys, "tool", faults);
        CheckNames(path + ".guardrails", agent.Guardrails, document.Guardrails.Keys, "guardrail", faults);
        TransferFaults.Check(path, agent, document.Tools, faults);
        if (agent.Language is not null && agent.Transcription is null)
        {
            faults.Add(new PolicyFault(path + ".language", "is a hint for the transcription, which is off", Quote(agent.Language)));
        }

        if (agent.TurnDetection is { } turns)
        {
            CheckTurnDetection(path + ".turn_detection", turns, faults);
        }
    }

    internal static void CheckNames(
        string path, IReadOnlyList<string> names, IEnumerable<string> known, string what, List<PolicyFault> faults)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var index = 0; index < names.Count; index++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");
            if (!known.Contains(names[index]))
            {
                faults.Add(Unknown(at, names[index], known, what));
            }
            else if (!seen.Add(names[index]))
            {
                faults.Add(new PolicyFault(at, "is named twice", Quote(names[index])));
            }
        }
    }

    private static void CheckTurnDetection(string path, TurnDetectionDefinition turns, List<PolicyFault> faults)
    {
        var semantic = turns.Type == "semantic_vad";
        Misplaced("eagerness", turns.Eagerness is not null && !semantic, "semantic_vad");
        Misplaced("threshold", turns.Threshold is not null && semantic, "server_vad");
        Misplaced("prefix_padding_ms", turns.PrefixPaddingMs is not null && semantic, "server_vad");
        Misplaced("silence_duration_ms", turns.SilenceDurationMs is not null && semantic, "server_vad");

        void Misplaced(string property, bool wrong, string type)
        {
            if (wrong)
            {
                faults.Add(new PolicyFault($"{path}.{property}", $"belongs to the type {type} only", null, $"remove it or set \"type\": \"{type}\""));
            }
        }
    }

    private static void CheckHttpTool(string path, HttpToolDefinition tool, List<PolicyFault> faults)
    {
        var parameters = ParameterNames(tool.Parameters);
        if (!tool.Parameters.TryGetProperty("type", out var type) || type.ValueKind != JsonValueKind.String || type.GetString() != "object")
        {
            faults.Add(new PolicyFault(path + ".parameters", "must describe an object", PolicySchema.Show(tool.Parameters), "start with \"type\": \"object\""));
        }

        CheckUrl(path + ".url", tool.Url, parameters, faults);
        foreach (var (name, value) in tool.Headers)
        {
            CheckHeader($"{path}.headers.{name}", name, value, faults);
        }
    }

    private static IReadOnlyList<string> ParameterNames(JsonElement schema) =>
        schema.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object
            ? [.. properties.EnumerateObject().Select(property => property.Name)]
            : [];

    private static void CheckUrl(string path, string url, IReadOnlyList<string> parameters, List<PolicyFault> faults)
    {
        var slots = Slot().Matches(url);
        var plain = Slot().Replace(url, "x");
        var wellFormed = Uri.TryCreate(plain, UriKind.Absolute, out var parsed) && parsed.Scheme is "https" or "http" && plain.AsSpan().IndexOfAny('{', '}') < 0;
        if (!wellFormed)
        {
            faults.Add(new PolicyFault(path, "is no http or https address", Quote(url), "https://host/path/{argument}"));
            return;
        }

        if (parsed!.Scheme == "http" && !parsed.IsLoopback)
        {
            faults.Add(new PolicyFault(path, "would send the caller's data in clear", Quote(url), "use https; http is for this machine only"));
        }

        if (parsed.UserInfo.Length > 0)
        {
            faults.Add(new PolicyFault(path, "holds credentials", null, "put them into a named secret of the site and name it in headers"));
        }

        if (slots.Any(slot => slot.Index < HostEnd(url)))
        {
            faults.Add(new PolicyFault(path, "lets the model choose the host", Quote(url), "slots may stand after the host only"));
        }

        faults.AddRange(slots.Select(slot => slot.Groups["name"].Value).Where(name => !parameters.Contains(name))
            .Select(name => new PolicyFault(path, "is no property of the tool's parameters", Quote("{" + name + "}"), NearestName.Advice(name, parameters))));
    }

    /// <summary>Where path or query begin.</summary>
    private static int HostEnd(string url)
    {
        var host = url.IndexOf("://", StringComparison.Ordinal) + 3;
        var end = url.AsSpan(host).IndexOfAny('/', '?', '#');
        return end < 0 ? url.Length : host + end;
    }

    private static void CheckHeader(string path, string name, string value, List<PolicyFault> faults)
    {
        if (ReservedHeaders.Contains(name))
        {
            faults.Add(new PolicyFault(path, "is set by the gateway itself"));
        }

        if (value.Any(char.IsControl))
        {
            faults.Add(new PolicyFault(path, "holds control characters"));
        }

        if (name.Equals("Authorization", StringComparison.OrdinalIgnoreCase) && !value.StartsWith(SecretPrefix, StringComparison.Ordinal))
        {
            faults.Add(new PolicyFault(path, "holds a secret in clear", null, "define it under Secrets in the site configuration and write secret:name"));
        }
    }

    internal static PolicyFault Unknown(string path, string name, IEnumerable<string> known, string what) =>
        new(path, $"is no {what} that is defined", Quote(name), NearestName.Advice(name, known));

    internal static string Quote(string text) => $"\"{(text.Length <= 60 ? text : text[..60] + "…")}\"";

    [GeneratedRegex(@"\{(?<name>[A-Za-z0-9_.-]{1,64})\}", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Slot();
}
