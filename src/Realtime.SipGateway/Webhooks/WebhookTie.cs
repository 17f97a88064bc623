using Realtime.SipGateway.Calls;
using Realtime.SipGateway.OpenAi;

namespace Realtime.SipGateway.Webhooks;

/// <summary>Which attempt of which call a webhook belongs to, by the headers that our INVITE carried.</summary>
/// <param name="Result">Only <see cref="WebhookTieResult.Tied"/> comes with a call.</param>
/// <param name="Call">The call.</param>
/// <param name="Attempt">Number of the attempt.</param>
internal sealed record WebhookTie(WebhookTieResult Result, Call? Call = null, int Attempt = 0)
{
    /// <summary>From and To of the vendor's sample call: a name that nobody can have (RFC 2606).</summary>
    private const string SampleHost = "@sip.example.com";

    /// <summary>The token is in order but for its key: a gateway that shares our store may have sent the INVITE.</summary>
    public bool MayBeElsewhere { get; private init; }

    public static WebhookTie Of(IncomingCall incoming, AttemptToken tokens, ActiveCalls calls)
    {
        var (id, ids) = Single(incoming, AttemptToken.CallHeader);
        var (token, marks) = Single(incoming, AttemptToken.TokenHeader);
        if (ids == 0 && marks == 0 && incoming.HasAllHeaders)
        {
            return new WebhookTie(IsSample(incoming) ? WebhookTieResult.TestDelivery : WebhookTieResult.TokenMissing);
        }

        // Two of either: somebody added one on the way, and which is ours cannot be told.
        if (ids != 1 || marks != 1)
        {
            return new WebhookTie(WebhookTieResult.TokenAmbiguous);
        }

        if (!CallId.TryParse(id, out var callId) || !tokens.TryVerify(callId, token!, out var attempt))
        {
            return new WebhookTie(WebhookTieResult.TokenInvalid) { MayBeElsewhere = callId != default && tokens.MayBeOfAnother(token!) };
        }

        return calls.TryGet(callId, out var call)
            ? new WebhookTie(WebhookTieResult.Tied, call, attempt)
            : new WebhookTie(WebhookTieResult.CallGone);
    }

    private static bool IsSample(IncomingCall incoming) =>
        Single(incoming, "From").Value?.Contains(SampleHost, StringComparison.Ordinal) == true
        && Single(incoming, "To").Value?.Contains(SampleHost, StringComparison.Ordinal) == true;

    /// <summary>The last header of that name, and how many there are.</summary>
    private static (string? Value, int Count) Single(IncomingCall incoming, string name)
    {
        var (value, count) = ((string?)null, 0);
        foreach (var header in incoming.SipHeaders)
        {
            if (header.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                (value, count) = (header.Value.Trim(), count + 1);
            }
        }

        return (value, count);
    }
}
