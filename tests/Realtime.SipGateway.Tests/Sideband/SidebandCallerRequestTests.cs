using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

public sealed class SidebandCallerRequestTests
{
    private const string Tools = """ "call_back": { "type": "schedule_callback", "time_zone": "Europe/Berlin" }, "message": { "type": "take_message" } """;

    [Fact]
    public async Task A_call_back_is_written_down_before_it_is_promised()
    {
        await using var scenario = new SidebandScenario(tools: Tools);
        var socket = await scenario.StartAndGreetAsync();
        var day = scenario.Time.GetUtcNow().AddDays(2).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

        var output = await RunAsync(socket, "call_back", $$"""{"time":"{{day}}T15:30","reason":"Her invoice","number":"+49 30 123456","name":"Ada"}""");

        Assert.Contains("scheduled", output, StringComparison.Ordinal);
        var request = Assert.Single(scenario.Requests.All);
        Assert.Equal((CallerRequestKind.Callback, "Her invoice", "+4930123456", "Ada", "desk"), (request.Kind, request.Text, request.Number, request.Name, request.Agent));
        var berlin = TimeZoneInfo.ConvertTime(request.WantedAt!.Value, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));
        Assert.Equal(new TimeSpan(15, 30, 0), berlin.TimeOfDay);
        Assert.Equal(request.Id, Assert.Single(scenario.Recorded<CallerRequestTaken>()).RequestId);
    }

    [Theory]
    [InlineData("""{"time":"1999-01-01T10:00","reason":"x","number":"+4930123456"}""", "not within the next 30 days")]
    [InlineData("""{"time":"soon","reason":"x","number":"+4930123456"}""", "time is not understood")]
    [InlineData("""{"reason":"x","number":"+4930123456"}""", "time")]
    [InlineData("""{"time":"1970-01-03T10:00","reason":"x"}""", "no number to call")]
    [InlineData("""{"time":"1970-01-03T10:00","reason":"x","number":"110"}""", "no number to call")]
    public async Task What_cannot_be_kept_is_not_promised(string arguments, string why)
    {
        await using var scenario = new SidebandScenario(tools: Tools);
        var socket = await scenario.StartAndGreetAsync();
        var soon = scenario.Time.GetUtcNow().AddDays(2).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

        Assert.Contains(why, await RunAsync(socket, "call_back", arguments.Replace("1970-01-03", soon, StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Empty(scenario.Requests.All);
    }

    [Fact]
    public async Task A_message_is_taken_complete_and_clean()
    {
        await using var scenario = new SidebandScenario(tools: Tools);
        var socket = await scenario.StartAndGreetAsync();

        await RunAsync(socket, "message", """{"message":"Please\u0007 call\nAda","for":"Ben","urgent":true}""");

        var request = Assert.Single(scenario.Requests.All);
        Assert.Equal((CallerRequestKind.Message, "Please call\nAda", "Ben", true, null), (request.Kind, request.Text, request.Recipient, request.Urgent, request.Number));
    }

    private static async Task<string> RunAsync(FakeSocket socket, string tool, string arguments)
    {
        socket.Say(Events.FunctionCall("resp_1", "call_1", tool, arguments));
        return (await socket.NextAsync("conversation.item.create")).GetProperty("item").GetProperty("output").GetString()!;
    }
}
