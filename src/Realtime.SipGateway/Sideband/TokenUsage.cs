using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Sideband;

/// <summary>What a response used.</summary>
internal readonly record struct TokenUsage(int Input, int Output, int Cached, TokenDetails? Details = null);
