using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Sideband.Tools;
using Xunit;

namespace Realtime.SipGateway.Tests.Api;

public sealed class ToolsApiTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("approve", null)]
    [InlineData("deny", "Not run: A colleague decided against it. They say: too much")]
    public async Task A_supervisor_decides_once_about_a_tool_that_waits(string verb, string? told)
    {
        await using var host = await ApiHost.StartAsync();
        var (call, waiting) = Wait(host);
        using var list = await host.Viewer.GetAsync(new Uri($"/api/calls/{call.Id}/approvals", UriKind.Relative), Token);
        var shown = (await ApiHost.JsonAsync(list))[0];
        Assert.Equal(("call_f", "refund", "deny"), (
            shown.GetProperty("function_call_id").GetString(), shown.GetProperty("tool").GetString(), shown.GetProperty("otherwise").GetString()));
        Assert.DoesNotContain("sk-live", shown.GetRawText(), StringComparison.Ordinal);

        using var answer = await host.Supervisor.PostAsJsonAsync($"/api/calls/{call.Id}/tools/call_f/{verb}", new { note = "too\nmuch".Replace("\n", " ", StringComparison.Ordinal) }, Token);
        using var again = await host.Supervisor.PostAsync(new Uri($"/api/calls/{call.Id}/tools/call_f/approve", UriKind.Relative), null, Token);

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NotFound), (answer.StatusCode, again.StatusCode));
        Assert.Equal(told, await waiting);
    }

    [Fact]
    public async Task A_viewer_sees_all_that_waits_and_decides_nothing()
    {
        await using var host = await ApiHost.StartAsync();
        var (call, waiting) = Wait(host);

        using var denied = await host.Viewer.PostAsync(new Uri($"/api/calls/{call.Id}/tools/call_f/approve", UriKind.Relative), null, Token);
        using var all = await host.Viewer.GetAsync(new Uri("/api/approvals", UriKind.Relative), Token);

        Assert.Equal(HttpStatusCode.Forbidden, denied.StatusCode);
        Assert.Equal(1, (await ApiHost.JsonAsync(all)).GetArrayLength());
        Assert.False(waiting.IsCompleted);
        call.End(CallOutcome.CallerHungUp);
        Assert.Contains("The call has ended", await waiting, StringComparison.Ordinal);
    }

    private static (Call Call, Task<string?> Waiting) Wait(ApiHost host)
    {
        var (call, _) = host.Begin();
        var tool = new PreparedTool("refund", new TransferToolDefinition { Approval = new ApprovalDefinition() });
        var function = new FunctionCall("resp_1", "call_f", "refund", """{"eur":20,"key":"sk-live-0123456789"}""");
        return (call, host.Approvals.WaitAsync(call, tool, function, JsonElement.Parse(function.Arguments), Token));
    }
}
