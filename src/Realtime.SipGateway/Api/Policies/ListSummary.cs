namespace Realtime.SipGateway.Api.Policies;

/// <summary>A number list in short.</summary>
internal sealed record ListSummary(string Name, string? Description, int Entries);
