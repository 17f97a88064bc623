namespace Realtime.SipGateway.Calls;

/// <summary>The published versions of the policy and its draft; implemented by the store. A method returns only when its change is durable.</summary>
public interface IPolicyLedger
{
    /// <summary>The newest version, of this source if one is given; null when there is none.</summary>
    ValueTask<PolicyVersion?> LatestAsync(PolicySource? source, CancellationToken cancellationToken);

    /// <summary>The newest versions, newest first.</summary>
    /// <param name="count">1 to 500.</param>
    /// <param name="before">Only numbers below; null for the newest.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<IReadOnlyList<PolicyVersion>> ListAsync(int count, int? before, CancellationToken cancellationToken);

    /// <summary>A version by its number; null when there is none (any more).</summary>
    ValueTask<PolicyVersion?> FindAsync(int number, CancellationToken cancellationToken);

    /// <summary>The text of a version, byte for byte; null when it is not kept (any more).</summary>
    ValueTask<ReadOnlyMemory<byte>?> TextAsync(int number, CancellationToken cancellationToken);

    /// <summary>Publishes; false when the number is taken: somebody else, maybe on another node, was faster.</summary>
    /// <param name="version">Its number is one more than that of the version it replaces.</param>
    /// <param name="text">The text as written.</param>
    /// <param name="keep">Versions to keep, this one included; the newest from the file stays beyond it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<bool> TryAppendAsync(PolicyVersion version, ReadOnlyMemory<byte> text, int keep, CancellationToken cancellationToken);

    ValueTask<PolicyDraft?> DraftAsync(CancellationToken cancellationToken);

    /// <summary>Saves the draft; false when the stored one is not the expected one.</summary>
    /// <param name="draft">The draft.</param>
    /// <param name="expected">Hash of the draft it replaces; null: there is none yet.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    ValueTask<bool> TrySaveDraftAsync(PolicyDraft draft, string? expected, CancellationToken cancellationToken);

    /// <summary>Throws the draft with this hash away; false when the stored one is another.</summary>
    ValueTask<bool> TryDropDraftAsync(string expected, CancellationToken cancellationToken);
}
