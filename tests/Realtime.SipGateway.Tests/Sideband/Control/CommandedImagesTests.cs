using System.Text.Json;
using Realtime.SipGateway.Calls.Conversation;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband.Control;

public sealed class CommandedImagesTests
{
    private const string Allowed = """ "greeting": "Hello there.", "images": { "max_bytes": 1024, "max_per_call": 2 } """;

    private static readonly byte[] Jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_image_reaches_the_model_and_its_bytes_no_log()
    {
        await using var scenario = new SidebandScenario(agent: Allowed);
        var socket = await scenario.StartAndGreetAsync();

        Assert.Equal(ConversationAnswer.Done, await DoAsync(scenario, Image(Jpeg, "low"), "The meter.", respond: true));

        var item = (await socket.NextAsync("conversation.item.create")).GetProperty("item");
        var parts = item.GetProperty("content").EnumerateArray().ToList();
        Assert.Equal(("user", "The meter."), (item.GetProperty("role").GetString(), parts[0].GetProperty("text").GetString()));
        Assert.Equal(
            ("input_image", "data:image/jpeg;base64," + Convert.ToBase64String(Jpeg), "low"),
            (parts[1].GetProperty("type").GetString(), parts[1].GetProperty("image_url").GetString(), parts[1].GetProperty("detail").GetString()));
        await socket.NextAsync("response.create");
        var told = await scenario.RecordedAsync<ControlImageAdded>();
        Assert.Equal(new ControlImageAdded("anna", "image/jpeg", Jpeg.Length, Image(Jpeg).Sha256, "The meter.", true), told);
        Assert.DoesNotContain(Convert.ToBase64String(Jpeg), JsonSerializer.Serialize(told), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_and_larger_ones_than_the_policy_allows_are_refused_also_by_the_next_process()
    {
        await using var scenario = new SidebandScenario(agent: Allowed);
        var socket = await scenario.StartAndGreetAsync();

        Assert.Equal(ConversationStatus.Refused, (await DoAsync(scenario, Image([.. Jpeg, .. new byte[1024]]))).Status);
        await AddAsync(scenario, socket);
        var next = await scenario.HandOverAsync();
        await AddAsync(scenario, next);

        var third = await DoAsync(scenario, Image(Jpeg));
        Assert.Equal((ConversationStatus.Refused, true), (third.Status, third.Reason!.Contains("2 images", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task One_at_a_time_is_on_its_way_and_a_broken_connection_takes_none_with_it()
    {
        await using var scenario = new SidebandScenario(agent: Allowed);
        var socket = await scenario.StartAndGreetAsync();
        await DoAsync(scenario, Image(Jpeg));
        var lost = await socket.NextAsync("conversation.item.create");

        Assert.Equal(ConversationStatus.Busy, (await DoAsync(scenario, Image(Jpeg))).Status);
        socket.End();
        await scenario.AdvanceUntilAsync(() => scenario.Connector.Sockets.Count == 2);

        var again = await scenario.Socket.NextAsync("conversation.item.create");
        Assert.Equal(lost.GetProperty("item").GetRawText(), again.GetProperty("item").GetRawText());
    }

    [Fact]
    public async Task An_image_that_breaks_each_connection_is_not_sent_for_ever()
    {
        await using var scenario = new SidebandScenario(agent: Allowed);
        await scenario.StartAndGreetAsync();
        await DoAsync(scenario, Image(Jpeg));
        for (var connection = 1; connection <= 2; connection++)
        {
            await scenario.Socket.NextAsync("conversation.item.create");
            scenario.Socket.End();
            await scenario.AdvanceUntilAsync(() => scenario.Connector.Sockets.Count == connection + 1);
        }

        Assert.Equal("item_lost", (await scenario.RecordedAsync<CallFault>()).Kind);
        await scenario.SettleAsync();
        scenario.Socket.NothingMore();
        Assert.Equal(ConversationAnswer.Done, await DoAsync(scenario, Image(Jpeg)));
    }

    [Fact]
    public async Task An_agent_without_images_takes_none()
    {
        await using var scenario = new SidebandScenario();
        await scenario.StartAndGreetAsync();

        Assert.Equal(ConversationStatus.Refused, (await DoAsync(scenario, Image(Jpeg))).Status);
    }

    [Theory]
    [InlineData("data:image/jpeg;base64,/9j/4AECAw==", true)]
    [InlineData("DATA:IMAGE/JPEG;BASE64,/9j/4AECAw==", true)]
    [InlineData("data:image/png;base64,/9j/4AECAw==", false)]
    [InlineData("data:image/gif;base64,R0lGODlh", false)]
    [InlineData("data:image/jpeg,/9j/4AECAw==", false)]
    [InlineData("data:image/jpeg;base64,/9j/4AECA", false)]
    [InlineData("data:image/jpeg;base64,", false)]
    [InlineData("https://example.com/a.jpg", false)]
    [InlineData("", false)]
    public void Only_pictures_that_the_service_takes_are_pictures(string uri, bool isOne)
    {
        Assert.Equal(isOne, ConversationImage.TryRead(uri, null, out var image, out var fault));
        Assert.Equal(isOne, fault is null);
        Assert.Equal(isOne ? "data:image/jpeg;base64,/9j/4AECAw==" : null, image?.ToDataUri());
    }

    [Theory]
    [InlineData(ConversationImage.MaxBytes, true)]
    [InlineData(ConversationImage.MaxBytes + 1, false)]
    [InlineData(ConversationImage.MaxBytes + 100, false)]
    public void A_picture_has_an_end(int length, bool isOne)
    {
        var bytes = new byte[length];
        Jpeg.CopyTo(bytes, 0);

        Assert.Equal(isOne, ConversationImage.TryRead("data:image/jpeg;base64," + Convert.ToBase64String(bytes), null, out _, out _));
    }

    private static async Task AddAsync(SidebandScenario scenario, FakeSocket socket)
    {
        Assert.Equal(ConversationAnswer.Done, await DoAsync(scenario, Image(Jpeg)));
        var item = (await socket.NextAsync("conversation.item.create")).GetProperty("item").GetProperty("id").GetString();
        socket.Say(Events.Kept(item!));
        await scenario.SettleAsync();
    }

    private static ConversationImage Image(byte[] bytes, string? detail = null)
    {
        Assert.True(ConversationImage.TryRead("data:image/jpeg;base64," + Convert.ToBase64String(bytes), detail, out var image, out _));
        return image;
    }

    private static Task<ConversationAnswer> DoAsync(SidebandScenario scenario, ConversationImage image, string? text = null, bool respond = false) =>
        scenario.Controls.CommandAsync(scenario.Call.Id, new ConversationCommand.AddImage(image, text, respond), "anna", Token);
}
