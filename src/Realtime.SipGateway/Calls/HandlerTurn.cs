namespace Realtime.SipGateway.Calls;

/// <summary>The caller's last turn that was offered to a program; kept with the call, so that another process goes on counting.</summary>
/// <param name="Number">Counts from 1 in each call; 0 before the first.</param>
/// <param name="IsOpen">It waits for an answer.</param>
/// <param name="IsModels">The model answers it, or has.</param>
/// <param name="Actor">Who made the agent speak first; null: nobody yet.</param>
public sealed record HandlerTurn(int Number, bool IsOpen = false, bool IsModels = false, string? Actor = null);
