namespace Realtime.SipGateway.Api.Policies;

/// <summary>What a change of a list did.</summary>
/// <param name="Version">Version of the policy in force now.</param>
/// <param name="Added">Entries that are new.</param>
/// <param name="Replaced">Entries that stood there with another note or end.</param>
/// <param name="Removed">Entries that went.</param>
internal sealed record ListChangeView(string Version, int Added, int Replaced, int Removed);
