using System.Net;
using System.Net.Http.Json;
using System.Text;
using Realtime.SipGateway.Calls;
using Xunit;

namespace Realtime.SipGateway.Tests.Api;

public sealed class TransferApiTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_supervisor_transfers_a_live_call_and_learns_what_came_of_it()
    {
        await using var host = await ApiHost.StartAsync();
        var (call, control) = host.Begin();

        using var answer = await host.Supervisor.PostAsJsonAsync($"/api/calls/{call.Id}/transfer", new { to = "sales", summary = "wants a refund" }, Token);

        var json = await ApiHost.JsonAsync(answer);
        Assert.Equal(("completed", "bridge", 200, 3000), (json.GetProperty("status").GetString(), json.GetProperty("mode").GetString(), json.GetProperty("sip_status").GetInt32(), json.GetProperty("duration_ms").GetDouble()));
        Assert.Equal(new TransferRequest("sales", CallEndedBy.Operator, "ops", "wants a refund"), Assert.Single(control.Transfers));
    }

    [Theory]
    [InlineData(TransferStatus.NotAllowed, HttpStatusCode.Forbidden)]
    [InlineData(TransferStatus.NotPossible, HttpStatusCode.Conflict)]
    [InlineData(TransferStatus.Failed, HttpStatusCode.OK)]
    [InlineData(TransferStatus.Unconfirmed, HttpStatusCode.OK)]
    public async Task What_was_not_tried_is_a_problem_and_what_was_is_an_answer(TransferStatus status, HttpStatusCode expected)
    {
        await using var host = await ApiHost.StartAsync();
        var (call, control) = host.Begin();
        control.TransferResult = new TransferResult(status, null, 486, "because", TimeSpan.Zero);

        using var answer = await host.Supervisor.PostAsJsonAsync($"/api/calls/{call.Id}/transfer", new { to = "+4930123456" }, Token);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Contains("because", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("""{"to":" "}""")]
    [InlineData("""{"to":"sales","mode":"blind"}""")]
    public async Task A_wish_that_is_not_understood_is_refused(string body)
    {
        await using var host = await ApiHost.StartAsync();
        var (call, control) = host.Begin();

        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await host.Supervisor.PostAsync(new Uri($"/api/calls/{call.Id}/transfer", UriKind.Relative), content, Token);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(control.Transfers);
    }

    [Fact]
    public async Task A_viewer_may_not_and_a_call_that_is_over_cannot()
    {
        await using var host = await ApiHost.StartAsync();
        var (call, control) = host.Begin();

        using var viewer = await host.Viewer.PostAsJsonAsync($"/api/calls/{call.Id}/transfer", new { to = "sales" }, Token);
        call.End(CallOutcome.CallerHungUp);
        using var late = await host.Supervisor.PostAsJsonAsync($"/api/calls/{call.Id}/transfer", new { to = "sales" }, Token);

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.NotFound), (viewer.StatusCode, late.StatusCode));
        Assert.Empty(control.Transfers);
    }
}
