using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Webhooks;

/// <summary>Which attempt of which call a webhook belongs to, by the headers that our INVITE carried.</summary>
/// <param name="Result">Only <see cref="WebhookTieResult.Tied"/> comes with a call.</param>
/// <param name="Call">The call.</param>
/// <param name="Attempt">Number of the attempt.</param>
internal sealed record WebhookTie(WebhookTieResult Result, Call? Call = null, int Attempt = 0)
{
    public static WebhookTie Of(IReadOnlyList<KeyValuePair<string, string>> headers, AttemptToken tokens, ActiveCalls calls)
    {
        var ids = Values(headers, AttemptToken.CallHeader);
        var marks = Values(headers, AttemptToken.TokenHeader);
        if (ids.Count == 0 && marks.Count == 0)
        {
            return new WebhookTie(WebhookTieResult.TokenMissing);
        }

        // Two of either: somebody added one on the way, and which is ours cannot be told.
        if (ids.Count != 1 || marks.Count != 1)
        {
            return new WebhookTie(WebhookTieResult.TokenAmbiguous);
        }

        if (!CallId.TryParse(ids[0], out var id) || !tokens.TryVerify(id, marks[0], out var attempt))
        {
            return new WebhookTie(WebhookTieResult.TokenInvalid);
        }

        return calls.TryGet(id, out var call)
            ? new WebhookTie(WebhookTieResult.Tied, call, attempt)
            : new WebhookTie(WebhookTieResult.CallGone);
    }

    private static List<string> Values(IReadOnlyList<KeyValuePair<string, string>> headers, string name) =>
        [.. headers.Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value.Trim())];
}
