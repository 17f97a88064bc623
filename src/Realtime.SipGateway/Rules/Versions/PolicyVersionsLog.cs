namespace Realtime.SipGateway.Rules.Versions;

internal static partial class PolicyVersionsLog
{
    [LoggerMessage(7101, LogLevel.Information, "Policy {Version} is in force: {Rules} rules, {Agents} agents, published by {Actor}")]
    public static partial void Published(this ILogger logger, string version, int rules, int agents, string actor);

    [LoggerMessage(7102, LogLevel.Error, "Policy {Newest}, published by {Actor}, has {Count} faults with the settings of this node; policy {Version} stays in force here:\n{Faults}")]
    public static partial void Unfit(this ILogger logger, string newest, string actor, int count, string version, string faults);

    [LoggerMessage(7103, LogLevel.Warning, "The store does not answer: whether there is a new policy is asked again; policy {Version} stays in force")]
    public static partial void StoreSilent(this ILogger logger, Exception fault, string version);

    [LoggerMessage(7104, LogLevel.Information, "Policy {Version} stays in force: {File} was published before, as version {Number}, and did not change since")]
    public static partial void FileUnchanged(this ILogger logger, string version, string file, int number);

    [LoggerMessage(7106, LogLevel.Information, "Policy {Version} is in force from the start: {Rules} rules, {Agents} agents, published by {Actor} at {At:O}")]
    public static partial void InForce(this ILogger logger, string version, int rules, int agents, string actor, DateTimeOffset at);

    [LoggerMessage(7105, LogLevel.Error, "Policy {Version} was published by {Actor}, but the audit log could not be written")]
    public static partial void NotAudited(this ILogger logger, Exception fault, string version, string actor);
}
