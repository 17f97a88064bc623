namespace Realtime.SipGateway.Calls;

/// <summary>One change, as who makes it tells the audit log; the log adds number, time and hash.</summary>
/// <param name="Actor">Who: <c>key:&lt;id&gt;</c>, <c>user:&lt;name&gt;</c>, <c>file</c>, <c>cli</c>, <c>model</c>, <c>gateway</c>.</param>
/// <param name="Action">What, as noun and past participle: <c>policy.published</c>, <c>key.revoked</c>, <c>call.hung_up</c>.</param>
/// <param name="Object">On what: a version, a name, a call id.</param>
public sealed record AuditEntry(string Actor, string Action, string Object)
{
    /// <summary>Longest text of each field but <see cref="Detail"/>; longer ones are cut.</summary>
    public const int MaxText = 1_000;

    /// <summary>Longest <see cref="Detail"/>; a longer one is replaced by its length and SHA-256.</summary>
    public const int MaxDetail = 64 * 1024;

    /// <summary>JSON: hash before and after, or a small difference. Without secrets.</summary>
    public string? Detail { get; init; }

    /// <summary>Why, in the words of who did it.</summary>
    public string? Note { get; init; }

    /// <summary>The address it came from.</summary>
    public string? Remote { get; init; }
}
