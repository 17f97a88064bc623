using System.Text.Json;

namespace Realtime.SipGateway.Tests.Sideband.Tools.Hosted;

/// <summary>What the service says of hosted MCP servers, in the shapes of the API reference.</summary>
internal static class HostedEvent
{
    public static string Opened(string response, string item, string name = "find", string? request = null) =>
        Json(new { type = "response.output_item.added", response_id = response, output_index = 0, item = Call(item, name, request, null, null) });

    public static string Done(string response, string item, string? output, object? error = null, string name = "find", string? request = null) =>
        Json(new { type = "response.output_item.done", response_id = response, output_index = 0, item = Call(item, name, request, output, error) });

    /// <summary>In the conversation, without a response: as after a person's word.</summary>
    public static string Kept(string item, string? output, string? request, string type = "conversation.item.done", string name = "refund") =>
        Json(new { type, item = Call(item, name, request, output, null) });

    public static string Ended(string item, string how = "completed") => Json(new { type = "response.mcp_call." + how, item_id = item, output_index = 0 });

    public static string Asked(string response, string request, string name = "refund", string arguments = """{"eur":20}""", string label = "crm") => Json(new
    {
        type = "response.output_item.done",
        response_id = response,
        item = new { id = request, type = "mcp_approval_request", server_label = label, name, arguments },
    });

    /// <summary>A question as it comes: announced without arguments, then whole.</summary>
    public static IEnumerable<string> AskedInOrder(string response, string request, string name = "refund", string arguments = """{"eur":20}""")
    {
        var announced = new { id = request, type = "mcp_approval_request", server_label = "crm", name, arguments = "" };
        var whole = announced with { arguments = arguments };
        yield return Json(new { type = "response.output_item.added", response_id = response, output_index = 0, item = announced });
        yield return Json(new { type = "conversation.item.added", item = announced });
        yield return Json(new { type = "conversation.item.done", item = whole });
        yield return Json(new { type = "response.output_item.done", response_id = response, output_index = 0, item = whole });
    }

    /// <summary>A call that nobody is asked about, as it comes.</summary>
    public static IEnumerable<string> CalledInOrder(string response, string item, string arguments, string output)
    {
        var announced = new { id = item, type = "mcp_call", server_label = "crm", name = "find", arguments = "", approval_request_id = (string?)null, output = (string?)null };
        var whole = announced with { arguments = arguments, output = output };
        yield return Json(new { type = "response.output_item.added", response_id = response, output_index = 0, item = announced });
        yield return Json(new { type = "conversation.item.added", item = announced });
        yield return Json(new { type = "response.mcp_call_arguments.delta", response_id = response, item_id = item, output_index = 0, delta = arguments });
        yield return Json(new { type = "response.mcp_call_arguments.done", response_id = response, item_id = item, output_index = 0, arguments });
        yield return Json(new { type = "response.mcp_call.in_progress", item_id = item, output_index = 0 });
        yield return Ended(item);
        yield return Json(new { type = "conversation.item.done", item = whole });
        yield return Json(new { type = "response.output_item.done", response_id = response, output_index = 0, item = whole });
    }

    public static string AnswerKept(string request) =>
        Json(new { type = "conversation.item.done", item = new { id = "x", type = "mcp_approval_response", approval_request_id = request, approve = true } });

    public static string List(string item, string label, params string[] tools) => Json(new
    {
        type = "conversation.item.done",
        item = new { id = item, type = "mcp_list_tools", server_label = label, tools = tools.Select(name => new { name, input_schema = new { } }) },
    });

    public static string ListFailed(string item) => Json(new { type = "mcp_list_tools.failed", item_id = item });

    private static object Call(string id, string name, string? request, string? output, object? error) =>
        new { id, type = "mcp_call", server_label = "crm", name, arguments = """{"id":"7"}""", approval_request_id = request, output, error };

    private static string Json(object value) => JsonSerializer.Serialize(value);
}
