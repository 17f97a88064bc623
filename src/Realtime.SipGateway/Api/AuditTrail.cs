using System.Text.Json.Nodes;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Api;

/// <summary>Puts what somebody did through the API into the audit log, with who and from where.</summary>
internal sealed class AuditTrail(IAuditLog audit, ILogger<AuditTrail> log)
{
    /// <summary>A change: not made known before it stands in the log. Throws when the log cannot be written.</summary>
    public async Task ChangedAsync(HttpContext context, string action, string what, JsonObject? detail = null, string? note = null) =>
        await audit.RecordAsync(Entry(context, action, what, detail, note), CancellationToken.None);

    /// <summary>Something done to a live call: a log that cannot be written must not keep a supervisor from doing it.</summary>
    public async Task ActedAsync(HttpContext context, string action, string what, JsonObject? detail = null, string? note = null)
    {
        try
        {
            await audit.RecordAsync(Entry(context, action, what, detail, note), CancellationToken.None);
        }
#pragma warning disable CA1031 // Whatever the store throws: the caller on the line comes first, and the line below keeps what was done.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            log.NotAudited(action, what, ApiUser.ActorOf(context.User), fault.Message);
        }
    }

    private static AuditEntry Entry(HttpContext context, string action, string what, JsonObject? detail, string? note) =>
        new(ApiUser.ActorOf(context.User), action, what)
        {
            Detail = detail?.ToJsonString(),
            Note = note,
            Remote = context.Connection.RemoteIpAddress?.ToString(),
        };
}
