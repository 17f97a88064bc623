using System.Text.Json;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>One execution of a tool.</summary>
/// <param name="Call">The call it is for.</param>
/// <param name="Tool">The tool.</param>
/// <param name="Function">What the model asked.</param>
/// <param name="Arguments">Its arguments, checked against the tool's schema.</param>
/// <param name="IdempotencyKey">The same for every try of this function call.</param>
/// <param name="Context">What the conversation adds.</param>
internal sealed record ToolRun(
    Call Call, PreparedTool Tool, FunctionCall Function, JsonElement Arguments, string IdempotencyKey, ToolContext Context);
