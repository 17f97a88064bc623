using System.Security.Cryptography;
using Realtime.Sip.Messages;

namespace Realtime.Sip.Authentication;

/// <summary>
/// The client role of digest authentication towards one peer (RFC 3261 §22, RFC 7616, RFC 8760): remembers its challenges, so that later
/// requests carry credentials from the start, and counts the uses of each nonce. May be used by several threads.
/// </summary>
public sealed class DigestClient(SipCredentials credentials)
{
    /// <summary>A peer and the proxies before it; more realms on one way are a mistake or an attack.</summary>
    private const int MaxRealms = 4;

    private const int ClientNonceBytes = 8;

    private readonly Lock _gate = new();
    private readonly List<Known> _known = [];
    private SipHeader[] _lastInvite = [];

    /// <summary>Null for a peer that we are nobody for.</summary>
    public static DigestClient? For(SipCredentials? credentials) => credentials is null ? null : new DigestClient(credentials);

    /// <summary>Puts credentials into a request for all challenges known; without effect before the first one.</summary>
    public void Authorize(SipRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Method == SipMethod.Ack)
        {
            AuthorizeAck(request);
            return;
        }

        lock (_gate)
        {
            request.Headers.Remove(SipHeaderId.Authorization);
            request.Headers.Remove(SipHeaderId.ProxyAuthorization);
            SipHeader[] headers = [.. _known.Select(known => Answer(known, request))];
            foreach (var header in headers)
            {
                request.Headers.Add(header);
            }

            if (request.Method == SipMethod.Invite)
            {
                _lastInvite = headers;
            }
        }
    }

    /// <summary>Takes note of what a 401 or 407 asks for; false when nothing in it can be answered.</summary>
    internal bool TryTake(IReadOnlyList<DigestChallenge> challenges)
    {
        lock (_gate)
        {
            var isAny = false;
            foreach (var challenge in challenges.Where(IsForUs))
            {
                _known.RemoveAll(known => known.Challenge.IsProxy == challenge.IsProxy && known.Challenge.Realm == challenge.Realm);
                if (_known.Count == MaxRealms)
                {
                    // The realm that was asked for longest ago; a carrier's nodes may each have their own.
                    _known.RemoveAt(0);
                }

                _known.Add(new Known(challenge));
                isAny = true;
            }

            return isAny;
        }
    }

    /// <summary>An ACK repeats the credentials of its INVITE: nobody could challenge it (RFC 3261 §22.1).</summary>
    private void AuthorizeAck(SipRequest ack)
    {
        lock (_gate)
        {
            if (!ack.Headers.Contains(SipHeaderId.Authorization) && !ack.Headers.Contains(SipHeaderId.ProxyAuthorization))
            {
                foreach (var header in _lastInvite)
                {
                    ack.Headers.Add(header);
                }
            }
        }
    }

    private bool IsForUs(DigestChallenge challenge) => credentials.Realm is null || credentials.Realm == challenge.Realm;

    private SipHeader Answer(Known known, SipRequest request)
    {
        var challenge = known.Challenge;
        var answer = new DigestCredentials
        {
            Username = credentials.Username,
            Realm = challenge.Realm,
            Nonce = challenge.Nonce,
            Uri = request.RequestUri.ToString(),
            Response = "",
            Algorithm = challenge.Algorithm,
            ClientNonce = challenge.HasQop ? Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(ClientNonceBytes)) : null,
            NonceCount = ++known.Uses,
            Opaque = challenge.Opaque,
        };
        var hashedA1 = DigestCredentials.HashA1(challenge.Algorithm, credentials.Username, challenge.Realm, credentials.ReadPassword());
        var value = (answer with { Response = answer.Compute(hashedA1, request.Method.Name) }).ToString();
        return new SipHeader(challenge.IsProxy ? SipHeaderId.ProxyAuthorization : SipHeaderId.Authorization, value);
    }

    private sealed class Known(DigestChallenge challenge)
    {
        public DigestChallenge Challenge => challenge;

        public uint Uses { get; set; }
    }
}
