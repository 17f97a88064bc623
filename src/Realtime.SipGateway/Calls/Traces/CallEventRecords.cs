using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Traces;

/// <summary>
/// The events of calls as log records: the event's type is the record's event name, its fields are attributes, and the body is one line of the form
/// <c>type key=value …</c>. Texts leave only where their field is known to hold nothing personal, or where the settings let them: what a later event adds
/// stays here until somebody decides.
/// </summary>
internal sealed class CallEventRecords(ILogger logger, TelemetryOptions options)
{
    /// <summary>Characters of one attribute; the call's log has them all.</summary>
    private const int MaxValue = 1_024;

    /// <summary>Attributes of one record.</summary>
    private const int MaxAttributes = 48;

    private const int MaxDepth = 4;

    /// <summary>Ids, names and words of ours, of the configuration or of the protocols.</summary>
    private static readonly HashSet<string> Plain =
    [
        "action", "agent", "attestation", "by", "asked_by", "as", "cause", "code", "currency", "fallback", "function_call_id", "guardrail", "item_id",
        "kind", "language", "leg", "media_security", "method", "mode", "model", "origin_id", "outcome", "policy_version", "realtime_call_id",
        "remote", "response_id", "result", "rule", "signer", "sip_call_id", "source", "status", "status_reason", "target", "tool", "transport", "trunk", "uri",
        "verstat", "side", "verdict", "failure", "voice", "webhook_id", "name", "tier", "step", "phase", "role", "decision", "meaning", "budget", "limit", "ended_by", "purpose", "trigger", "prompt",
    ];

    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(" \"=\\\r\n\t");

    private static readonly HashSet<string> Numbers =
        ["dialled", "dialled_as_sent", "caller", "caller_as_sent", "caller_name", "digit", "to", "who", "number", "headers", "value"];

    private static readonly HashSet<string> Texts = ["text", "arguments", "output", "matched", "cut", "summary", "explanation", "message", "note", "differences"];

    /// <summary>Free texts that may hold a cause of the protocols: that leaves, the rest where texts may.</summary>
    private static readonly HashSet<string> Reasons = ["reason", "why", "detail"];

    public void Write(CallEvent callEvent)
    {
        if (!logger.IsEnabled(LogLevel.Information))
        {
            return;
        }

        var attributes = new List<KeyValuePair<string, object?>>(16)
        {
            new(SpanAttributes.CallId, callEvent.CallId.Value),
            new("gateway.event.sequence", callEvent.Sequence),
            new("gateway.node", callEvent.Node),
        };
        if (callEvent.Data is not UnknownCallEvent)
        {
            using var json = JsonDocument.Parse(callEvent.DataJson());
            Add(attributes, "", json.RootElement, 0);
        }

        logger.Log(LogLevel.Information, new EventId(0, callEvent.Data.Type), attributes, null, (_, _) => Line(callEvent.Data.Type, attributes));
    }

    private void Add(List<KeyValuePair<string, object?>> attributes, string prefix, JsonElement json, int depth)
    {
        foreach (var member in json.EnumerateObject())
        {
            if (attributes.Count >= MaxAttributes)
            {
                return;
            }

            var name = prefix + member.Name;
            switch (member.Value.ValueKind)
            {
                case JsonValueKind.Number:
                    attributes.Add(new(name, member.Value.TryGetInt64(out var whole) ? whole : member.Value.GetDouble()));
                    break;
                case JsonValueKind.True or JsonValueKind.False:
                    attributes.Add(new(name, member.Value.GetBoolean()));
                    break;
                case JsonValueKind.String when Reasons.Contains(member.Name) && !options.IncludeText:
                    if (ReasonWords.Of(member.Value.GetString()) is { } words)
                    {
                        attributes.Add(new(name, words));
                    }

                    break;
                case JsonValueKind.String when MayLeave(member.Name) || Reasons.Contains(member.Name):
                    attributes.Add(new(name, Capped(member.Value.GetString()!)));
                    break;
                case JsonValueKind.Array when MayLeave(member.Name):
                    attributes.Add(new(name, Capped(member.Value.GetRawText())));
                    break;
                case JsonValueKind.Object when depth < MaxDepth:
                    Add(attributes, name + ".", member.Value, depth + 1);
                    break;
            }
        }
    }

    private bool MayLeave(string field) =>
        Plain.Contains(field) || (options.IncludeNumbers && Numbers.Contains(field)) || (options.IncludeText && Texts.Contains(field));

    private static string Capped(string text) => text.Length <= MaxValue ? text : text[..MaxValue];

    private static string Line(string type, List<KeyValuePair<string, object?>> attributes)
    {
        var line = new StringBuilder(type);
        foreach (var (name, value) in attributes.Skip(3))
        {
            line.Append(' ').Append(name).Append('=');
            var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            if (text.AsSpan().ContainsAny(NeedQuotes))
            {
                line.Append('"').Append(JsonEncodedText.Encode(text)).Append('"');
            }
            else
            {
                line.Append(text);
            }
        }

        return line.ToString();
    }
}
