using System.Text.Json.Nodes;
using Realtime.Simulator.Conversation;

namespace Realtime.Simulator.Tests.Conversation;

public sealed class ImageRulesTests
{
    [Theory]
    [InlineData("user", "data:image/jpeg;base64,/9j/4AECAw==", null)]
    [InlineData("user", "data:image/png;base64,iVBORw0KGgoB", null)]
    [InlineData("system", "data:image/png;base64,iVBORw0KGgoB", "item.content[1].type")]
    [InlineData("user", "data:image/png;base64,/9j/4AECAw==", "item.content[1].image_url")]
    [InlineData("user", "data:image/gif;base64,R0lGODlh", "item.content[1].image_url")]
    [InlineData("user", "data:image/jpeg;base64,???", "item.content[1].image_url")]
    [InlineData("user", "https://example.com/a.png", "item.content[1].image_url")]
    public void Images_are_taken_as_the_service_takes_them(string role, string url, string? fault)
    {
        var item = new JsonObject
        {
            ["type"] = "message",
            ["role"] = role,
            ["content"] = new JsonArray(
                new JsonObject { ["type"] = "input_text", ["text"] = "Look." }, new JsonObject { ["type"] = "input_image", ["image_url"] = url }),
        };

        Assert.Equal(fault, ImageRules.Check(item)?.Param);
    }

    [Fact]
    public void An_image_is_counted_by_its_detail()
    {
        var item = new ConversationItem("item_1", new JsonObject
        {
            ["type"] = "message",
            ["role"] = "user",
            ["content"] = new JsonArray(
                new JsonObject { ["type"] = "input_image", ["detail"] = "low" }, new JsonObject { ["type"] = "input_image" }, new JsonObject { ["type"] = "input_text", ["text"] = "x" }),
        });

        Assert.Equal(["low", null], item.ImageDetails);
    }
}
