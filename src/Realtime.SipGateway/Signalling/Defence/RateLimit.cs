namespace Realtime.SipGateway.Signalling.Defence;

/// <summary>So many per second on average, and so many at once.</summary>
/// <param name="PerSecond">Above zero.</param>
/// <param name="Burst">At least one.</param>
internal readonly record struct RateLimit(double PerSecond, int Burst);
