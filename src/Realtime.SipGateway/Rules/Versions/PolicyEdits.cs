using System.Text.Json;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Rules.Versions;

/// <summary>
/// Small changes of the policy in force, each one a version: the text is edited where it says so and kept as it was everywhere else. A draft
/// that began from the replaced version gets the same change, so that it can still be published.
/// </summary>
internal sealed class PolicyEdits(PolicyStore store, PolicyVersions versions, IPolicyLedger ledger, TimeProvider time)
{
    /// <summary>Others who publish at the same moment are few.</summary>
    private const int MaxTries = 5;

    /// <param name="edit">Changes the text; false when there is nothing to change, as what it looks for is not there.</param>
    /// <param name="origin">Who changes it.</param>
    /// <param name="expected">Number of the version that the author saw; null: whichever is in force.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<PolicyPublication> ApplyAsync(
        Func<JsonTextEditor, bool> edit, PolicyOrigin origin, int? expected, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            await versions.RefreshAsync(cancellationToken);
            var current = store.Current;
            var editor = new JsonTextEditor(current.Json);
            if (!edit(editor))
            {
                return new PolicyPublication(PolicyPublicationResult.Missing, current.Published, current.Published, []);
            }

            var publication = await versions.PublishAsync(editor.ToText(), origin, expected ?? current.Published.Number, cancellationToken);
            if (publication.Result == PolicyPublicationResult.Published)
            {
                await CarryOverAsync(edit, current.Published.Number, publication.Version!.Number);
            }

            if (publication.Result != PolicyPublicationResult.Conflict || expected is not null || attempt == MaxTries)
            {
                return publication;
            }
        }
    }

    private async Task CarryOverAsync(Func<JsonTextEditor, bool> edit, int replaced, int by)
    {
        if (await ledger.DraftAsync(CancellationToken.None) is not { } draft || draft.BasedOn != replaced)
        {
            return;
        }

        try
        {
            var editor = new JsonTextEditor(draft.Text);
            if (edit(editor))
            {
                var text = editor.ToText();
                await ledger.TrySaveDraftAsync(
                    draft with { Text = text, Hash = PolicyVersion.HashOf(text.Span), BasedOn = by, At = time.GetUtcNow() }, draft.Hash, CancellationToken.None);
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // A draft that is no JSON for now: it stays behind, and publishing it says so.
        }
    }
}
