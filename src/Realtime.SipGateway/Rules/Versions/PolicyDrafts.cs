using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Rules.Versions;

/// <summary>The draft that admins share: saved with faults and all, published only without.</summary>
internal sealed class PolicyDrafts(PolicyStore store, PolicyVersions versions, IPolicyLedger ledger, TimeProvider time)
{
    public ValueTask<PolicyDraft?> GetAsync(CancellationToken cancellationToken) => ledger.DraftAsync(cancellationToken);

    /// <summary>Saves a text; null when the stored draft is not the one that the author saw.</summary>
    /// <param name="text">As written.</param>
    /// <param name="author">Who writes.</param>
    /// <param name="expected">Hash of the draft that the author saw; null: he saw none, so that only a draft of his own is replaced.</param>
    /// <param name="basedOn">Number of the version that it is to replace; null: that of the draft before, or the one in force.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<PolicyDraft?> SaveAsync(
        ReadOnlyMemory<byte> text, string author, string? expected, int? basedOn, CancellationToken cancellationToken)
    {
        var before = await ledger.DraftAsync(cancellationToken);
        if (expected is null ? before is not null && before.Author != author : before?.Hash != expected)
        {
            return null;
        }

        var draft = new PolicyDraft(
            text, PolicyVersion.HashOf(text.Span), basedOn ?? before?.BasedOn ?? store.Current.Published.Number, time.GetUtcNow(), author);
        return await ledger.TrySaveDraftAsync(draft, before?.Hash, cancellationToken) ? draft : null;
    }

    public ValueTask<bool> DropAsync(string hash, CancellationToken cancellationToken) => ledger.TryDropDraftAsync(hash, cancellationToken);

    /// <summary>Publishes the draft in the place of the version it began from, and empties the desk.</summary>
    /// <param name="origin">Who publishes it.</param>
    /// <param name="expected">Hash of the draft that was looked at; null: whatever it is by now.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<PolicyPublication> PublishAsync(PolicyOrigin origin, string? expected, CancellationToken cancellationToken)
    {
        if (await ledger.DraftAsync(cancellationToken) is not { } draft)
        {
            return new PolicyPublication(PolicyPublicationResult.Missing, null, null, []);
        }

        if (expected is not null && draft.Hash != expected)
        {
            return new PolicyPublication(PolicyPublicationResult.Conflict, store.Current.Published, store.Current.Published, []);
        }

        var publication = await versions.PublishAsync(draft.Text, origin, draft.BasedOn, cancellationToken);
        if (publication.Result is PolicyPublicationResult.Published or PolicyPublicationResult.Unchanged)
        {
            await ledger.TryDropDraftAsync(draft.Hash, CancellationToken.None);
        }

        return publication;
    }
}
