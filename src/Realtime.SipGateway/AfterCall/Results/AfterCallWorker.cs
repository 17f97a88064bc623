using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Afterwards;
using Realtime.SipGateway.Calls.Pricing;
using Realtime.SipGateway.OpenAi;
using Realtime.SipGateway.OpenAi.Texts;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Rules.Afterwards;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.AfterCall.Results;

/// <summary>Makes the summary and the outcome of one call, as far as they are not there yet.</summary>
internal sealed class AfterCallWorker(
    ICallEventLog events, TextModelClient models, TargetCatalog targets, PriceTable prices, AfterCallMetrics metrics, Redactor redactor, IOptions<AfterCallOptions> options, TimeProvider time)
{
    /// <summary>The longest words of most languages; a model that writes more than it was asked for is cut.</summary>
    private const int LettersPerWord = 16;

    /// <summary>What is there afterwards; parts that are still pending may be tried again, and <c>Fault</c> says why they are. A stop while models are asked leaves them pending.</summary>
    public async Task<AfterCallResult> RunAsync(AfterCallWork work, CancellationToken stopping)
    {
        var definition = JsonSerializer.Deserialize<AfterCallDefinition>(work.Definition, PolicyJson.Options) ?? new AfterCallDefinition();
        var transcript = new TranscriptText();
        await foreach (var one in events.ReadAsync(work.CallId, stopping))
        {
            transcript.Add(one);
        }

        if (!transcript.HasWords)
        {
            return Each(work.Result, static part => part with { Status = AfterCallStatus.Skipped, Fault = null });
        }

        if (!targets.TryGet(work.Target, out var target) && !targets.TryGet(targets.DefaultName, out target))
        {
            return Each(work.Result, part => part with { Status = AfterCallStatus.Failed, Fault = $"there is no target {work.Target} any more, and no default one" });
        }

        var asked = new Asked(target, transcript.ToString(), work.CallId.Value, new AfterCallTally(work.Agent, prices, metrics, time));
        var summary = work.Result.Summary is { Status: AfterCallStatus.Pending } begun && definition.Summary is { } wanted
            ? KeptAsync(SummariseAsync(wanted, asked, stopping), begun, stopping)
            : Task.FromResult(work.Result.Summary);
        var outcome = work.Result.Outcome is { Status: AfterCallStatus.Pending } started && definition.Outcome is { } form
            ? KeptAsync(FillInAsync(form, asked, stopping), started, stopping)
            : Task.FromResult(work.Result.Outcome);
        var result = work.Result with { Summary = await summary, Outcome = await outcome };
        return asked.Tally.AddTo(result);
    }

    /// <summary>The same done to each part that is still pending.</summary>
    public static AfterCallResult Each(AfterCallResult result, Func<AfterCallPart, AfterCallPart> change) => result with
    {
        Summary = result.Summary is { Status: AfterCallStatus.Pending } summary ? change(summary) : result.Summary,
        Outcome = result.Outcome is { Status: AfterCallStatus.Pending } outcome ? change(outcome) : result.Outcome,
    };

    /// <summary>A part that is broken off stays pending, so that the other one and what was spent are kept.</summary>
    private static async Task<AfterCallPart?> KeptAsync(Task<AfterCallPart> making, AfterCallPart pending, CancellationToken stopping)
    {
        try
        {
            return await making;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return pending;
        }
#pragma warning disable CA1031 // Whatever it is, it is tried again as any other fault, and given up at last. Its message might repeat words of the call.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            return pending with { Fault = $"a fault of the gateway ({fault.GetType().Name})" };
        }
    }

    private async Task<AfterCallPart> SummariseAsync(SummaryDefinition summary, Asked asked, CancellationToken stopping)
    {
        var answer = await AskAsync(asked, new TextQuestion(summary.Model, AfterCallWords.Of(summary), [asked.Transcript], null, false, asked.RequestId), Limit, stopping);
        return answer.Verdict == TextVerdict.Done
            ? new AfterCallPart(AfterCallStatus.Done, summary.Model) { Text = redactor.Text(Shorten(answer.Text!.Trim(), summary.MaxWords * LettersPerWord)) }
            : Missing(summary.Model, answer);
    }

    private async Task<AfterCallPart> FillInAsync(OutcomeDefinition outcome, Asked asked, CancellationToken stopping)
    {
        var started = time.GetTimestamp();
        var schema = await OutcomeSchema.ReadAsync(outcome.Schema, stopping);
        var question = new TextQuestion(outcome.Model, AfterCallWords.Of(outcome), [asked.Transcript], schema.Json, schema.IsStrict, asked.RequestId);
        var answer = await AskAsync(asked, question, Limit, stopping);
        if (answer.Verdict == TextVerdict.Rejected && question.IsStrict)
        {
            // Strict mode knows fewer keywords than JSON Schema has; the answer is held to all of them here.
            question = question with { IsStrict = false };
            answer = await AskAsync(asked, question, Limit - time.GetElapsedTime(started), stopping);
        }

        if (answer.Verdict == TextVerdict.Done && schema.FaultOf(answer.Text!) is { } faults)
        {
            question = question with { Inputs = [asked.Transcript, AfterCallWords.Repair(faults)] };
            answer = await AskAsync(asked, question, Limit - time.GetElapsedTime(started), stopping);
        }

        if (answer.Verdict != TextVerdict.Done)
        {
            return Missing(outcome.Model, answer);
        }

        return schema.FaultOf(answer.Text!) is { } fault
            ? new AfterCallPart(AfterCallStatus.Invalid, outcome.Model) { Fault = "the answer does not fit the schema: " + redactor.Text(fault) }
            : new AfterCallPart(AfterCallStatus.Done, outcome.Model) { Value = Redacted(answer.Text!) };
    }

    private Task<TextAnswer> AskAsync(Asked asked, TextQuestion question, TimeSpan within, CancellationToken stopping) =>
        models.AskAsync(asked.Target, question, within, asked.Tally.Add, stopping);

    private TimeSpan Limit => TimeSpan.FromSeconds(options.Value.TimeoutSeconds);

    private static AfterCallPart Missing(string model, TextAnswer answer) => new(
        answer.Verdict switch
        {
            TextVerdict.Unavailable => AfterCallStatus.Pending,
            TextVerdict.Refused => AfterCallStatus.Refused,
            TextVerdict.Incomplete => AfterCallStatus.Invalid,
            _ => AfterCallStatus.Failed,
        },
        model)
    {
        Fault = answer.Fault,
    };

    private static string Shorten(string text, int length) => text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)].TrimEnd() + "…";

    /// <summary>Names are the schema's; values may repeat what was said.</summary>
    private JsonElement Redacted(string json) => JsonElement.Parse(Clean(JsonNode.Parse(json))!.ToJsonString());

    private JsonNode? Clean(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Clean(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Clean)]),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => JsonValue.Create(redactor.Text(value.GetValue<string>())),
        _ => node?.DeepClone(),
    };

    /// <summary>What both parts are asked with.</summary>
    private sealed record Asked(Target Target, string Transcript, string RequestId, AfterCallTally Tally);
}
