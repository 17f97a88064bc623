using System.Net;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Outgoing;
using Xunit;

namespace Realtime.SipGateway.Tests.Api;

public sealed class OutgoingApiTests
{
    private static readonly Dictionary<string, string?> Admin = new()
    {
        ["Api:Keys:2:Name"] = "boss",
        ["Api:Keys:2:Sha256"] = ApiHost.Hash("admin-key"),
        ["Api:Keys:2:Scope"] = "admin",
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_operator_finds_what_was_given_up_and_sends_it_again()
    {
        await using var host = await ApiHost.StartAsync(Admin);
        using var admin = host.As("admin-key");
        var ledger = host.Service<IOutgoingLedger>();
        var call = CallId.New(TimeProvider.System);
        host.Events.Save(new CallRecord { CallId = call, StartedAt = DateTimeOffset.UnixEpoch, EndedAt = DateTimeOffset.UnixEpoch });
        await host.Events.FlushAsync(Token);
        var fact = Assert.Single(await ledger.FactsAsync(10, Token));
        await ledger.PlanAsync([fact], [new OutgoingDelivery("msg_1", "crm", fact.Type, call, fact.At, fact.At)], [], Token);
        await ledger.TakeAsync("crm", 1, TimeSpan.FromMinutes(1), Token);
        await ledger.SettleAsync("msg_1", new OutgoingResult(OutgoingState.Failed, fact.At, 500, "answered 500"), Token);

        using var failed = await admin.GetAsync(new Uri($"/api/outgoing?state=failed&endpoint=crm&call={call.Value}", UriKind.Relative), Token);
        using var delivered = await admin.GetAsync(new Uri("/api/outgoing?state=delivered", UriKind.Relative), Token);
        using var again = await admin.PostAsync(new Uri("/api/outgoing/msg_1/redeliver", UriKind.Relative), null, Token);
        using var unknown = await admin.PostAsync(new Uri("/api/outgoing/msg_2/redeliver", UriKind.Relative), null, Token);

        var shown = (await ApiHost.JsonAsync(failed))[0];
        Assert.Equal(("msg_1", "failed", 500), (shown.GetProperty("id").GetString(), shown.GetProperty("state").GetString(), shown.GetProperty("status").GetInt32()));
        Assert.Equal(0, (await ApiHost.JsonAsync(delivered)).GetArrayLength());
        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.NotFound), (again.StatusCode, unknown.StatusCode));
        Assert.Equal(OutgoingState.Pending, Assert.Single(await ledger.ListAsync(null, null, null, 10, null, null, Token)).State);
        var entry = Assert.Single(await host.Service<IAuditLog>().ListAsync(new AuditQuery(), 10, null, Token), one => one.Action == "outgoing.redelivered");
        Assert.Equal("msg_1", entry.Object);
    }

    [Fact]
    public async Task Pages_lose_nothing_that_happened_at_the_same_time()
    {
        await using var host = await ApiHost.StartAsync(Admin);
        using var admin = host.As("admin-key");
        var ledger = host.Service<IOutgoingLedger>();
        var call = CallId.New(TimeProvider.System);
        host.Events.Save(new CallRecord { CallId = call, StartedAt = DateTimeOffset.UnixEpoch, EndedAt = DateTimeOffset.UnixEpoch });
        await host.Events.FlushAsync(Token);
        var fact = Assert.Single(await ledger.FactsAsync(10, Token));
        string[] names = ["a", "b", "c"];
        await ledger.PlanAsync([fact], [.. names.Select(name => new OutgoingDelivery("msg_" + name, name, fact.Type, call, fact.At, fact.At))], [], Token);

        var seen = new List<string>();
        var next = "";
        while (true)
        {
            using var answer = await admin.GetAsync(new Uri("/api/outgoing?limit=1" + next, UriKind.Relative), Token);
            var page = await ApiHost.JsonAsync(answer);
            if (page.GetArrayLength() == 0)
            {
                break;
            }

            var id = page[0].GetProperty("id").GetString()!;
            seen.Add(id);
            next = $"&before={Uri.EscapeDataString(page[0].GetProperty("at").GetString()!)}&before_id={id}";
        }

        Assert.Equal(["msg_c", "msg_b", "msg_a"], seen);
    }

    [Fact]
    public async Task The_time_of_a_delivery_may_be_pasted_as_it_is()
    {
        await using var host = await ApiHost.StartAsync(Admin);
        using var admin = host.As("admin-key");

        using var pasted = await admin.GetAsync(new Uri("/api/outgoing?before=2026-11-21T17:00:00.123+00:00&before_id=msg_1", UriKind.Relative), Token);
        using var none = await admin.GetAsync(new Uri("/api/outgoing?before=2026-11-21T17:00:00.123%20zz:00", UriKind.Relative), Token);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.BadRequest), (pasted.StatusCode, none.StatusCode));
    }

    [Fact]
    public async Task Endpoints_are_listed_tested_and_resumed_by_admins_only()
    {
        await using var host = await ApiHost.StartAsync(Admin);
        using var admin = host.As("admin-key");
        await host.Service<IOutgoingLedger>().StopAsync(new OutgoingStop("crm", "https://crm.example.com/hook", DateTimeOffset.UnixEpoch), Token);

        using var forbidden = await host.Supervisor.GetAsync(new Uri("/api/outgoing/endpoints", UriKind.Relative), Token);
        using var list = await admin.GetAsync(new Uri("/api/outgoing/endpoints", UriKind.Relative), Token);
        using var test = await admin.PostAsync(new Uri("/api/outgoing/endpoints/crm/test", UriKind.Relative), null, Token);
        using var unknown = await admin.PostAsync(new Uri("/api/outgoing/endpoints/erp/test", UriKind.Relative), null, Token);
        using var resumed = await admin.PostAsync(new Uri("/api/outgoing/endpoints/crm/resume", UriKind.Relative), null, Token);
        using var twice = await admin.PostAsync(new Uri("/api/outgoing/endpoints/crm/resume", UriKind.Relative), null, Token);

        Assert.Equal(HttpStatusCode.Forbidden, forbidden.StatusCode);
        Assert.Equal(2, (await ApiHost.JsonAsync(list))[0].GetProperty("pending").GetInt32());
        Assert.True((await ApiHost.JsonAsync(test)).GetProperty("delivered").GetBoolean());
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NoContent, HttpStatusCode.NotFound), (unknown.StatusCode, resumed.StatusCode, twice.StatusCode));
    }

    [Theory]
    [InlineData("state=lost")]
    [InlineData("limit=501")]
    [InlineData("before=yesterday")]
    [InlineData("call=x")]
    [InlineData("before_id=msg_1")]
    public async Task A_question_that_is_not_understood_is_refused(string query)
    {
        await using var host = await ApiHost.StartAsync(Admin);
        using var admin = host.As("admin-key");

        using var answer = await admin.GetAsync(new Uri("/api/outgoing?" + query, UriKind.Relative), Token);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }
}
