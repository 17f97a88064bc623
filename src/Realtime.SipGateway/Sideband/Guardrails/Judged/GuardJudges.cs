using System.Diagnostics;

namespace Realtime.SipGateway.Sideband.Guardrails.Judged;

/// <summary>Asks the judge of a guardrail within its time; whatever goes wrong is a verdict of its own.</summary>
internal sealed class GuardJudges(IEnumerable<IGuardJudge> judges, TimeProvider time, ILogger<GuardJudges> logger)
{
    private readonly Dictionary<Type, IGuardJudge> _judges = judges.ToDictionary(judge => judge.Definition);

    /// <summary>Never throws.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="cancellationToken">The call is over: the verdict is not wanted any more.</param>
    public async Task<GuardVerdict> JudgeAsync(GuardQuestion question, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(question.Definition.TimeoutMs), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var judge = _judges.GetValueOrDefault(question.Definition.GetType()) ?? throw new UnreachableException("No judge knows this kind of guardrail.");
            return await judge.JudgeAsync(question, either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            return GuardVerdict.Failed("timeout");
        }
#pragma warning disable CA1031 // A judge's fault is the missing verdict, which the policy has an answer to.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            logger.JudgeFault(question.Guardrail, question.Call.Id, fault);
            return GuardVerdict.Failed("fault");
        }
    }
}
