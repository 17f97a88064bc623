using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Api.Control;

/// <summary>What the gateway says on the control WebSocket.</summary>
internal static class ControlReplies
{
    /// <summary>Something happened in the call; the envelope is that of <c>/api/events</c>.</summary>
    public static byte[] Event(CallEvent callEvent) => Write("event", writer =>
    {
        writer.WritePropertyName("event");
        callEvent.WriteTo(writer);
    });

    /// <summary>The client was too slow for so many events.</summary>
    public static byte[] Lost(int count) => Write("lost", writer => writer.WriteNumber("count", count));

    /// <summary>Answer to a command: what the REST request would have answered.</summary>
    /// <param name="id">The client's id of it; null: it gave none.</param>
    /// <param name="answer">A problem: it is not done.</param>
    public static byte[] Reply(string? id, IResult answer) => Write("reply", writer =>
    {
        if (id is not null)
        {
            writer.WriteString("id", id);
        }

        var problem = (answer as ProblemHttpResult)?.ProblemDetails;
        writer.WriteBoolean("ok", problem is null);
        if (problem is not null)
        {
            writer.WriteStartObject("problem");
            writer.WriteString("title", problem.Title);
            writer.WriteNumber("status", problem.Status ?? StatusCodes.Status500InternalServerError);
            writer.WriteString("detail", problem.Detail);
            writer.WriteEndObject();
        }
        else if (answer is JsonHttpResult<TransferCallAnswer> { Value: { } transfer })
        {
            writer.WritePropertyName("result");
            JsonSerializer.Serialize(writer, transfer, ApiJson.Default.TransferCallAnswer);
        }
    });

    private static byte[] Write(string type, Action<Utf8JsonWriter> members)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("type", type);
            members(writer);
            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
