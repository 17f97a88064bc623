using System.Text;
using System.Text.Json;
using Realtime.SipGateway.Calls.Conversation;
using Realtime.SipGateway.Sideband;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

public sealed class ClientEventsTests
{
    private static ConversationImage Picture =>
        ConversationImage.TryRead("data:image/jpeg;base64,/9j/4AECAw==", "high", out var image, out var fault) ? image : throw new InvalidOperationException(fault);

    public static TheoryData<string, byte[]> EveryMessage => new()
    {
        { "session.update", ClientEvents.SessionUpdate("gw_1", """{"type":"realtime","audio":{"input":{"turn_detection":{"type":"server_vad","threshold":0.6}}}}"""u8) },
        { "response.create", ClientEvents.ResponseCreate("gw_1", ResponseRequest.GoOn) },
        { "response.create", ClientEvents.ResponseCreate("gw_1", new ResponseRequest("Say \"hello\".\n")) },
        { "response.cancel", ClientEvents.ResponseCancel("gw_1", "resp_1") },
        { "output_audio_buffer.clear", ClientEvents.OutputAudioClear("gw_1") },
        { "conversation.item.delete", ClientEvents.ItemDelete("gw_1", "item_1") },
        { "conversation.item.retrieve", ClientEvents.ItemRetrieve("gw_1", "item_1") },
        { "conversation.item.create", ClientEvents.SystemItem("gw_1", "Say something else.") },
        { "conversation.item.create", ClientEvents.TextItem("gw_1", "gwi_1", ConversationRole.User, "The order is \"66\".") },
        { "conversation.item.create", ClientEvents.ImageItem("gw_1", "gwi_1", Picture, "The meter.") },
        { "conversation.item.create", ClientEvents.FunctionOutput("gw_1", "call_1", """{"state":"shipped"}""") },
    };

    [Theory]
    [MemberData(nameof(EveryMessage))]
    public void Every_message_is_what_the_service_describes(string type, byte[] message)
    {
        var text = Encoding.UTF8.GetString(message);
        using var json = JsonDocument.Parse(text);

        Assert.Equal(type, json.RootElement.GetProperty("type").GetString());
        Assert.Equal("gw_1", json.RootElement.GetProperty("event_id").GetString());
        Assert.Empty(OpenApiSchemas.Faults(OpenApiSchemas.SchemaOfEvent("RealtimeClientEvent", type)!, text));
    }

    [Fact]
    public void An_output_has_the_same_short_item_id_each_time()
    {
        var id = ClientEvents.OutputItemId("call_" + new string('x', 100));

        Assert.Equal(32, id.Length);
        Assert.Equal(id, ClientEvents.OutputItemId("call_" + new string('x', 100)));
        Assert.NotEqual(id, ClientEvents.OutputItemId("call_y"));
    }
}
