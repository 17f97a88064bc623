using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Api;

/// <summary>Answer of <c>GET /api/signalling/trunks</c>.</summary>
internal sealed record TrunkList(IReadOnlyList<TrunkStatus> Trunks, IReadOnlyList<string> RefusedSettings);
