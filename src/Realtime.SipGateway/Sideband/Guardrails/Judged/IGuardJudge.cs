namespace Realtime.SipGateway.Sideband.Guardrails.Judged;

/// <summary>Judges words for guardrails of one kind. It may throw; the time limit is the asker's.</summary>
internal interface IGuardJudge
{
    /// <summary>The type of <see cref="GuardQuestion.Definition"/> that it judges by.</summary>
    Type Definition { get; }

    Task<GuardVerdict> JudgeAsync(GuardQuestion question, CancellationToken cancellationToken);
}
