namespace Realtime.SipGateway.Calls;

/// <summary>What the caller of a handed over call entered. It is no record, so that no text of it can be made by chance.</summary>
/// <param name="named">For the tools that name it.</param>
/// <param name="secrets">What only tools may see.</param>
public sealed class SnapshotDigits(IReadOnlyDictionary<string, string> named, IReadOnlyList<string> secrets)
{
    public IReadOnlyDictionary<string, string> Named { get; } = named;

    public IReadOnlyList<string> Secrets { get; } = secrets;
}
