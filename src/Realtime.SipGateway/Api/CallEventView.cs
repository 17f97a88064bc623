using System.Text.Json;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Api;

/// <summary>An event of a call, as the log and the stream write it (<see cref="Calls.Events.CallEvent"/>); for the description of the API.</summary>
/// <param name="V">Version of the schema.</param>
/// <param name="CallId">The call.</param>
/// <param name="Seq">Per call from 1 without gaps; 0 for events that are not stored.</param>
/// <param name="At">When, by the gateway's one clock.</param>
/// <param name="Node">The gateway process that wrote it.</param>
/// <param name="Type">Such as <c>decision.made</c>; says what is in <paramref name="Data"/>.</param>
/// <param name="Data">What happened.</param>
internal sealed record CallEventView(int V, CallId CallId, long Seq, DateTimeOffset At, string Node, string Type, IReadOnlyDictionary<string, JsonElement> Data);
