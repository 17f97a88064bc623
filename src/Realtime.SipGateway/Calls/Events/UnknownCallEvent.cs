using System.Text.Json;

namespace Realtime.SipGateway.Calls.Events;

/// <summary>An event of a later schema version, kept as it was read.</summary>
public sealed record UnknownCallEvent(string Name, JsonElement Json) : CallEventData
{
    internal override string Type => Name;
}
