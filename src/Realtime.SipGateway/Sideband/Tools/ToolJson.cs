using System.Text.Json.Serialization;

namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>JSON of single values.</summary>
[JsonSerializable(typeof(string))]
internal sealed partial class ToolJson : JsonSerializerContext;
