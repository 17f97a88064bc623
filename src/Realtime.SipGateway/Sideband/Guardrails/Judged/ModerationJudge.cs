using System.Globalization;
using System.Net;
using System.Text.Json;
using Realtime.SipGateway.OpenAi;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Guardrails.Judged;

/// <summary>Asks the moderation endpoint of the target that has the call.</summary>
internal sealed class ModerationJudge(TargetCatalog targets, ModerationsClient moderations, JudgeComplaints complaints) : IGuardJudge
{
    public Type Definition => typeof(ModerationGuardrailDefinition);

    public async Task<GuardVerdict> JudgeAsync(GuardQuestion question, CancellationToken cancellationToken)
    {
        var definition = (ModerationGuardrailDefinition)question.Definition;
        if (!targets.TryGet(question.Call.Target, out var target))
        {
            complaints.CannotAsk(question.Guardrail, "the call has no AI target of the site");
            return GuardVerdict.Failed("not_set_up");
        }

        try
        {
            return Judge(definition, await moderations.AskAsync(target, definition.Model, question.Text.Text, cancellationToken));
        }
        catch (JsonException)
        {
            return GuardVerdict.Failed("malformed");
        }
        catch (HttpRequestException refused) when (refused.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound)
        {
            complaints.CannotAsk(question.Guardrail, $"the target {target.Name} answers {(int)refused.StatusCode} where its moderation should be");
            return GuardVerdict.Failed("not_set_up");
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            return GuardVerdict.Failed("service");
        }
    }

    private static GuardVerdict Judge(ModerationGuardrailDefinition definition, ModerationAnswer answer)
    {
        if (definition.Categories.Count == 0)
        {
            return answer.IsFlagged ? GuardVerdict.Violated(Named(answer.Flagged, answer)) : GuardVerdict.Allowed;
        }

        var over = definition.Categories.Where(one => answer.Scores.TryGetValue(one.Key, out var score) && score >= one.Value).Select(one => one.Key).Order(StringComparer.Ordinal).ToList();
        return over.Count > 0 ? GuardVerdict.Violated(Named(over, answer)) : GuardVerdict.Allowed;
    }

    private static string Named(IReadOnlyList<string> categories, ModerationAnswer answer) =>
        string.Join(", ", categories.Select(name => answer.Scores.TryGetValue(name, out var score) ? string.Create(CultureInfo.InvariantCulture, $"{name} {score:0.00}") : name));
}
