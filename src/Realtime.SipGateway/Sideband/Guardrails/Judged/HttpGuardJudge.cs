using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Sideband.Tools;

namespace Realtime.SipGateway.Sideband.Guardrails.Judged;

/// <summary>Asks a service of the site, under the same rules as tools: allowed host and address, no redirect, named secrets, a bounded answer.</summary>
internal sealed class HttpGuardJudge(HttpToolClient http, JudgeComplaints complaints) : IGuardJudge
{
    /// <summary>A verdict is two members.</summary>
    private const int MaxAnswer = 8_192;

    /// <summary>The guardrail's own time limit is the shorter one.</summary>
    private const int SparePatienceMs = 5_000;

    private static readonly JsonElement NoParameters = JsonElement.Parse("{}");

    public Type Definition => typeof(HttpGuardrailDefinition);

    public async Task<GuardVerdict> JudgeAsync(GuardQuestion question, CancellationToken cancellationToken)
    {
        var definition = (HttpGuardrailDefinition)question.Definition;
        var tool = new HttpToolDefinition
        {
            Parameters = NoParameters,
            Url = definition.Url,
            Headers = definition.Headers,
            TimeoutMs = definition.TimeoutMs + SparePatienceMs,
            MaxResponseBytes = MaxAnswer,
        };
        var key = string.Create(CultureInfo.InvariantCulture, $"{ToolRunner.IdempotencyKey(question.Call.Id, question.Text.ItemId)}-{question.Text.Text.Length}");
        var answer = await http.RunAsync(new ToolRequest(HttpMethod.Post, new Uri(definition.Url), Body(question), tool, key, Callback: null), cancellationToken);
        if (answer.SetUpFault is { } missing)
        {
            complaints.CannotAsk(question.Guardrail, missing);
            return GuardVerdict.Failed("not_set_up");
        }

        return answer.Succeeded ? Read(answer.Text) : GuardVerdict.Failed("service");
    }

    private static GuardVerdict Read(string answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("allow", out var allow))
            {
                return GuardVerdict.Failed("malformed");
            }

            return allow.ValueKind switch
            {
                JsonValueKind.True => GuardVerdict.Allowed,
                JsonValueKind.False => GuardVerdict.Violated(ReasonIn(document.RootElement)),
                _ => GuardVerdict.Failed("malformed"),
            };
        }
        catch (JsonException)
        {
            return GuardVerdict.Failed("malformed");
        }
    }

    private static string? ReasonIn(JsonElement answer) =>
        answer.TryGetProperty("reason", out var reason) && reason.ValueKind == JsonValueKind.String ? reason.GetString() : null;

    private static byte[] Body(GuardQuestion question)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("call", question.Call.Id.Value);
            writer.WriteString("agent", question.Agent);
            writer.WriteString("guardrail", question.Guardrail);
            writer.WriteString("side", question.Text.Side);
            writer.WriteString("item", question.Text.ItemId);
            writer.WriteString("text", question.Text.Text);
            writer.WriteBoolean("complete", question.Text.IsWhole);
            writer.WriteString("language", question.Text.Language);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
