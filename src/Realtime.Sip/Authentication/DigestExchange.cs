using Realtime.Sip.Messages;

namespace Realtime.Sip.Authentication;

/// <summary>
/// One request and the challenges that it meets: each realm is answered once, and once more for each nonce that has only become stale. A password
/// that is refused is not tried again: carriers ban who does.
/// </summary>
public sealed class DigestExchange(DigestClient client)
{
    /// <summary>A proxy and the peer, each of which may find its nonce stale once.</summary>
    public const int MaxRepeats = 4;

    private readonly HashSet<(bool IsProxy, string Realm)> _answered = [];
    private int _repeats;

    /// <summary>The credentials already known, for a request that goes out the first time.</summary>
    public void Authorize(SipRequest request) => client.Authorize(request);

    /// <summary>
    /// What to send after a 401 or 407: the same request with credentials, without Via and CSeq, which are the caller's to set with
    /// <see cref="Repeat"/>. False when the answer is final: other statuses, no challenge for us, credentials refused.
    /// </summary>
    public bool TryAnswer(SipResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        if (response.StatusCode is not (401 or 407) || _repeats >= MaxRepeats)
        {
            return false;
        }

        var challenges = DigestChallenge.ReadAll(response);
        if (challenges.Any(challenge => !challenge.IsStale && _answered.Contains((challenge.IsProxy, challenge.Realm))) || !client.TryTake(challenges))
        {
            return false;
        }

        _answered.UnionWith(challenges.Select(challenge => (challenge.IsProxy, challenge.Realm)));
        _repeats++;
        return true;
    }

    /// <summary>The request again, with this CSeq number and credentials (RFC 3261 §22.2: Call-ID, From and To stay).</summary>
    public SipRequest Repeat(SipRequest request, uint number)
    {
        ArgumentNullException.ThrowIfNull(request);
        var again = new SipRequest(request.Method, request.RequestUri) { Body = request.Body };
        foreach (var header in request.Headers)
        {
            if (header.Id is not (SipHeaderId.Via or SipHeaderId.CSeq or SipHeaderId.Authorization or SipHeaderId.ProxyAuthorization))
            {
                again.Headers.Add(header);
            }
        }

        again.CSeq = new CSeq(number, request.Method);
        client.Authorize(again);
        return again;
    }
}
