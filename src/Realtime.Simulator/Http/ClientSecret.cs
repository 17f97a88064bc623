using System.Text.Json.Nodes;

namespace Realtime.Simulator.Http;

/// <summary>An <c>ek_</c> key with the session it starts.</summary>
internal sealed record ClientSecret(string Value, long ExpiresAt, JsonObject? Session);
