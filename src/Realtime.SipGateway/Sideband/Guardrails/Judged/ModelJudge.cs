using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Sideband.Talk;

namespace Realtime.SipGateway.Sideband.Guardrails.Judged;

/// <summary>Has the model of the call judge, beside the conversation.</summary>
/// <typeparam name="T">The kind of guardrail.</typeparam>
internal sealed class ModelJudge<T> : IGuardJudge
    where T : ModelGuardrailDefinition
{
    public Type Definition => typeof(T);

    public async Task<GuardVerdict> JudgeAsync(GuardQuestion question, CancellationToken cancellationToken)
    {
        var check = VerdictPrompt.NewCheck();
        var answer = await question.Ask(new OutOfBandQuestion(
            OutOfBandPurpose.Guardrail,
            question.Guardrail,
            VerdictPrompt.Instructions(question.Definition, question.Text.Side, check),
            VerdictPrompt.Input(question.Text),
            TimeSpan.FromMilliseconds(question.Definition.TimeoutMs)));
        return answer.Text is { } text ? VerdictPrompt.Read(text, check) : FailureOf(answer.Failure);
    }

    private static GuardVerdict FailureOf(string? failure) => failure switch
    {
        OutOfBandAnswer.TimedOut => GuardVerdict.Failed("timeout"),
        OutOfBandAnswer.Incomplete or OutOfBandAnswer.Unusable => GuardVerdict.Failed("malformed"),
        OutOfBandAnswer.Superseded => GuardVerdict.Failed("overrun"),
        OutOfBandAnswer.Lost => GuardVerdict.Lost,
        OutOfBandAnswer.Ended => GuardVerdict.GivenUp,
        _ => GuardVerdict.Failed("service"),
    };
}
