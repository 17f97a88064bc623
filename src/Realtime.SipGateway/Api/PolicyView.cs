using Realtime.SipGateway.Api.Policies;

namespace Realtime.SipGateway.Api;

/// <summary>The policy in force, and what is wrong with the file on disk if it was refused.</summary>
/// <param name="Version">As decisions and records name it.</param>
/// <param name="Published">Who published it, when, from where and why.</param>
/// <param name="FileDiffers">The policy file has another text: what is in force was published in another way, or the file has faults.</param>
/// <param name="Rules">How many rules it has.</param>
/// <param name="Agents">Names of its agents.</param>
/// <param name="RejectedAt">When the file, or a version of another node, was refused.</param>
/// <param name="Faults">Why.</param>
internal sealed record PolicyView(
    string Version, PolicyVersionView Published, bool FileDiffers, int Rules, IReadOnlyList<string> Agents, DateTimeOffset? RejectedAt, IReadOnlyList<string>? Faults);
