using System.Text.Json;
using System.Text.Json.Serialization;

namespace Realtime.SipGateway.Calls.Events;

/// <summary>An event of a later schema version, kept as it was read.</summary>
public sealed record UnknownCallEvent(string Name, JsonElement Json) : CallEventData
{
    [JsonIgnore]
    public override string Type => Name;
}
