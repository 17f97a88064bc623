namespace Realtime.SipGateway.Rules;

/// <summary>What is wrong with an agent's <c>session_limit</c> that the schema cannot say.</summary>
internal static class SessionLimitFaults
{
    public static void Check(string path, AgentDefinition agent, List<PolicyFault> faults)
    {
        if (agent.SessionLimit is not { } limit)
        {
            return;
        }

        if (limit.WarnBeforeSeconds != 0 && limit.WarnBeforeSeconds <= limit.LeaveBeforeSeconds)
        {
            faults.Add(new PolicyFault(
                path + ".warn_before_seconds", $"comes when the call is left already ({limit.LeaveBeforeSeconds} s before the session's end)", $"{limit.WarnBeforeSeconds}",
                "make it longer than leave_before_seconds, or 0 for no warning"));
        }

        if (limit.WarnBeforeSeconds == 0 && (limit.WrapUp ?? limit.Say) is not null)
        {
            faults.Add(new PolicyFault(
                path + (limit.WrapUp is null ? ".say" : ".wrap_up"), "is never said, for warn_before_seconds is 0", null,
                $"remove it or set \"warn_before_seconds\": {SessionLimitDefinition.DefaultWarnBeforeSeconds}"));
        }

        FinishFaults.Check(path + ".finish", limit.Finish, agent, faults);
    }
}
