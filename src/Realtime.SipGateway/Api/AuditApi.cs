using System.ComponentModel;
using Realtime.SipGateway.Api.Description;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Api;

/// <summary>The log of changes, and whether it is whole.</summary>
internal sealed class AuditApi(IAuditLog audit)
{
    private const int DefaultPage = 100;

    private const int MaxFilter = 256;

    public static void Map(RouteGroupBuilder api)
    {
        var group = api.MapGroup("/audit").RequireAuthorization(nameof(ApiScope.Admin));
        group.MapGet(
            "",
            static (
                [Description("Entries in the answer, 1 to 500; 100 when absent.")] string? limit,
                [Description("next of the page before.")] string? cursor,
                [Description("Only of this actor, such as key:k0123456789.")] string? actor,
                [Description("Only this action, such as policy.published.")] string? action,
                [Description("Only on this object.")] string? @object,
                [Description("Not before this time.")] string? from,
                [Description("Before this time.")] string? to,
                AuditApi self,
                CancellationToken ct) => self.ListAsync(limit, cursor, new AuditQuery { Actor = actor, Action = action, Object = @object }, from, to, ct))
            .Documented("ListAudit", "Audit", "Who changed what, newest first")
            .Produces<AuditPage>()
            .Problems(400);
        group.MapGet(
            "/verify",
            static ([Description("A head that was noted before, seq:hash.")] string? head, AuditApi self, CancellationToken ct) => self.VerifyAsync(head, ct))
            .Documented("VerifyAudit", "Audit", "Whether the audit log is as it was written", "Reads the whole chain of hashes; names the first entry that does not fit.")
            .Produces<AuditVerdict>()
            .Problems(400);
    }

    private async Task<IResult> ListAsync(string? limit, string? cursor, AuditQuery query, string? from, string? to, CancellationToken cancellationToken)
    {
        if (!ApiValues.TryNumber(limit, DefaultPage, 1, AuditQuery.MaxCount, out var count))
        {
            return ApiProblem.BadValue("limit", $"a number from 1 to {AuditQuery.MaxCount}");
        }

        if (!ApiValues.TryNumber(cursor, long.MaxValue, 1, long.MaxValue, out var before))
        {
            return ApiProblem.BadValue("cursor", "next of the page before");
        }

        if (!ApiValues.TryTime(from, out var since) || !ApiValues.TryTime(to, out var until))
        {
            return ApiProblem.BadValue("from or to", "an ISO 8601 time");
        }

        if (new[] { query.Actor, query.Action, query.Object }.Any(static text => text?.Length > MaxFilter))
        {
            return ApiProblem.BadValue("actor, action or object", $"at most {MaxFilter} characters");
        }

        var entries = await audit.ListAsync(query with { From = since, To = until }, (int)count, before, cancellationToken);
        return TypedResults.Json(new AuditPage(entries, entries.Count == count ? entries[^1].Seq : null), ApiJson.Default.AuditPage);
    }

    private async Task<IResult> VerifyAsync(string? head, CancellationToken cancellationToken)
    {
        AuditHead? known = null;
        if (head is not null && !AuditHead.TryParse(head, out known))
        {
            return ApiProblem.BadValue("head", "a head that was noted before, <seq>:<64 hexadecimal digits>");
        }

        return TypedResults.Json(await audit.VerifyAsync(known, cancellationToken), ApiJson.Default.AuditVerdict);
    }
}
