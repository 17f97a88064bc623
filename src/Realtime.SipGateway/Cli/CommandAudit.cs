using System.Text.Json.Nodes;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Cli;

/// <summary>Changes by command stand in the audit log with the user of the operating system.</summary>
internal static class CommandAudit
{
    public const string Actor = "cli";

    public static async Task RecordAsync(IServiceProvider services, string action, string what, JsonObject? detail = null)
    {
        var all = detail ?? [];
        all["os_user"] = Environment.UserName;
        await services.GetRequiredService<IAuditLog>().RecordAsync(
            new AuditEntry(Actor, action, what) { Detail = all.ToJsonString() }, CancellationToken.None);
    }
}
