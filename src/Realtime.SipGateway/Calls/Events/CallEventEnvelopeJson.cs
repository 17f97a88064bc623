using System.Text.Json;
using System.Text.Json.Serialization;

namespace Realtime.SipGateway.Calls.Events;

[JsonSerializable(typeof(JsonElement))]
internal sealed partial class CallEventEnvelopeJson : JsonSerializerContext;
