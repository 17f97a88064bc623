using System.Text.Json;

namespace Realtime.SipGateway.Calls;

/// <summary>A tool of an MCP server, as the server describes it.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Description">The server's words; not what models are told.</param>
/// <param name="Parameters">JSON Schema.</param>
/// <param name="Pin">SHA-256 over both, for the policy's <c>pin</c>.</param>
public sealed record McpToolStatus(string Name, string? Description, JsonElement Parameters, string Pin);
