namespace Realtime.SipGateway.Api;

/// <summary>Answer of <c>POST /api/erasures</c>.</summary>
/// <param name="Calls">Calls whose caller was erased; 0 when nothing was kept of the number.</param>
internal sealed record ErasureView(int Calls);
