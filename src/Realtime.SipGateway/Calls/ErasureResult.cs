namespace Realtime.SipGateway.Calls;

/// <summary>What became of an erasure.</summary>
/// <param name="Calls">Calls that were erased.</param>
/// <param name="Refusal">Why nothing was erased; null when it was done.</param>
/// <param name="Detail">The same for people.</param>
public sealed record ErasureResult(int Calls, ErasureRefusal? Refusal = null, string? Detail = null);
