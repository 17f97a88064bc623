using System.Text.Json;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Afterwards;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Rules.Afterwards;

namespace Realtime.SipGateway.AfterCall.Results;

/// <summary>Whether something is to be made of a call, by the policy version that decided it.</summary>
internal sealed class AfterCallPlan(PolicyStore policies, IOptions<AfterCallOptions> options)
{
    /// <summary>Taking it up and writing it down, beyond the try itself.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(5);

    /// <summary>False as long as no agent asks for anything, neither in the policy in force nor in earlier ones that calls may still use.</summary>
    public bool IsUsed => policies.AnyVersion(static document => document.Agents.Values.Any(static agent => agent.AfterCall is not null));

    /// <summary>How long, from when it can be begun, a webhook waits for the result.</summary>
    public TimeSpan Patience => TimeSpan.FromSeconds(options.Value.TimeoutSeconds) + Slack;

    /// <summary>Null for a call that no agent answered, and for agents that ask for nothing.</summary>
    /// <param name="record">The call.</param>
    /// <param name="dueAt">When late transcripts are in.</param>
    public AfterCallWork? For(CallRecord record, DateTimeOffset dueAt)
    {
        if (record is not { AnsweredAt: not null, Agent: { } agent, PolicyVersion: { } version } || !policies.IsLoaded)
        {
            return null;
        }

        var document = (policies.Find(version) ?? policies.Current).Document;
        return document.Agents.GetValueOrDefault(agent)?.AfterCall is not { } wanted
            ? null
            : new AfterCallWork(
                record.CallId, agent, record.EndedAt ?? record.StartedAt, dueAt, record.Target, JsonSerializer.Serialize(wanted, PolicyJson.Options), Begun(wanted));
    }

    private static AfterCallResult Begun(AfterCallDefinition wanted) => new()
    {
        Summary = wanted.Summary is { } summary ? new AfterCallPart(AfterCallStatus.Pending, summary.Model) : null,
        Outcome = wanted.Outcome is { } outcome ? new AfterCallPart(AfterCallStatus.Pending, outcome.Model) : null,
    };
}
