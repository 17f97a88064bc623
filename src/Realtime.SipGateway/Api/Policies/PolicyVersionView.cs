using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Api.Policies;

/// <summary>A published version of the policy.</summary>
/// <param name="Version">As decisions and records name it: <c>7-3f9ac2d1</c>.</param>
/// <param name="Number">Counts up from 1.</param>
/// <param name="Sha256">Of the text, lower-case hex.</param>
/// <param name="At">When it was published.</param>
/// <param name="Actor">Who did.</param>
/// <param name="Source">Where the text came from.</param>
/// <param name="Note">What the publisher wrote about it.</param>
internal sealed record PolicyVersionView(string Version, int Number, string Sha256, DateTimeOffset At, string Actor, PolicySource Source, string? Note)
{
    public static PolicyVersionView Of(PolicyVersion version) =>
        new(version.Name, version.Number, version.Hash, version.At, version.Actor, version.Source, version.Note);
}
