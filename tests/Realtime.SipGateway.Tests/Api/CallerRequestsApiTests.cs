using System.Net;
using System.Net.Http.Json;
using Realtime.SipGateway.Calls;
using Xunit;

namespace Realtime.SipGateway.Tests.Api;

public sealed class CallerRequestsApiTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task People_see_what_callers_left_and_say_when_they_saw_to_it()
    {
        await using var host = await ApiHost.StartAsync();
        await host.Requests.AddAsync(
            new CallerRequest("cb_1", CallerRequestKind.Callback, CallId.New(TimeProvider.System), DateTimeOffset.UnixEpoch, "invoice") { Number = "+4930123456" }, Token);

        using var open = await host.Viewer.GetAsync(new Uri("/api/callbacks", UriKind.Relative), Token);
        var shown = (await ApiHost.JsonAsync(open))[0];
        using var forbidden = await host.Viewer.PostAsync(new Uri("/api/callbacks/cb_1/done", UriKind.Relative), null, Token);
        using var other = await host.Supervisor.PostAsync(new Uri("/api/messages/cb_1/done", UriKind.Relative), null, Token);
        using var done = await host.Supervisor.PostAsJsonAsync("/api/callbacks/cb_1/done", new { note = "called" }, Token);
        using var left = await host.Viewer.GetAsync(new Uri("/api/callbacks", UriKind.Relative), Token);
        using var all = await host.Viewer.GetAsync(new Uri("/api/callbacks?state=done", UriKind.Relative), Token);

        Assert.Equal(("cb_1", "callback", "+4930123456"), (shown.GetProperty("id").GetString(), shown.GetProperty("kind").GetString(), shown.GetProperty("number").GetString()));
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.NotFound, HttpStatusCode.NoContent), (forbidden.StatusCode, other.StatusCode, done.StatusCode));
        Assert.Equal(0, (await ApiHost.JsonAsync(left)).GetArrayLength());
        Assert.Equal("ops", (await ApiHost.JsonAsync(all))[0].GetProperty("done_by").GetString());
    }

    [Theory]
    [InlineData("state=maybe")]
    [InlineData("limit=0")]
    [InlineData("before=yesterday")]
    public async Task A_question_that_is_not_understood_is_refused(string query)
    {
        await using var host = await ApiHost.StartAsync();

        using var answer = await host.Viewer.GetAsync(new Uri("/api/messages?" + query, UriKind.Relative), Token);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }
}
