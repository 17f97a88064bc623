using System.Security.Cryptography;
using System.Text;
using Realtime.Sip.Messages;

namespace Realtime.Sip.Authentication;

/// <summary>
/// The server role of digest authentication (RFC 3261 §22.2, RFC 7616, RFC 8760): challenges and checks. Each use of a nonce counts once.
/// May be used by several threads.
/// </summary>
public sealed class DigestServer
{
    /// <summary>Long enough for the requests of a call's set-up and for a phone that keeps its nonce, short enough to be worthless when it is found.</summary>
    public static readonly TimeSpan DefaultNonceLifetime = TimeSpan.FromMinutes(5);

    /// <summary>Nonces in use at a time; some 200 bytes each. Only who knows a password takes a place.</summary>
    public const int DefaultMaxUsedNonces = 10_000;

    /// <summary>Compared with where there is no such user: the time to refuse tells nothing.</summary>
    private const string NobodysHash = "00000000000000000000000000000000";

    private readonly DigestNonces _nonces;

    public DigestServer(TimeProvider time, TimeSpan? nonceLifetime = null, int maxUsedNonces = DefaultMaxUsedNonces) =>
        _nonces = new DigestNonces(time, nonceLifetime ?? DefaultNonceLifetime, maxUsedNonces);

    /// <summary>Nonces whose counts are kept.</summary>
    public int UsedNonces => _nonces.Used;

    /// <summary>Adds one WWW-Authenticate for each algorithm, the strongest first (RFC 8760 §2.3).</summary>
    public void Challenge(SipResponse response, string realm, IEnumerable<DigestAlgorithm> algorithms, bool isStale)
    {
        ArgumentNullException.ThrowIfNull(response);
        foreach (var algorithm in algorithms.OrderDescending())
        {
            var challenge = new DigestChallenge { Realm = realm, Nonce = _nonces.Create(realm), Algorithm = algorithm, IsStale = isStale };
            response.Headers.Add(SipHeaderId.WwwAuthenticate, challenge.ToString());
        }
    }

    /// <summary>Checks the credentials of a request.</summary>
    /// <param name="request">The request; ACK and CANCEL cannot be challenged and are not to be given here.</param>
    /// <param name="realm">Ours.</param>
    /// <param name="algorithms">Those that we challenge with.</param>
    /// <param name="find">The user of a name; null when there is none.</param>
    /// <returns>The result, and the user when accepted.</returns>
    public (DigestResult Result, DigestUser? User) Check(
        SipRequest request, string realm, IReadOnlyCollection<DigestAlgorithm> algorithms, Func<string, DigestUser?> find)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (Read(request, realm) is not { } credentials)
        {
            return (HasAny(request, realm) ? DigestResult.Malformed : DigestResult.Missing, null);
        }

        if (!algorithms.Contains(credentials.Algorithm))
        {
            return (DigestResult.Malformed, null);
        }

        var user = find(credentials.Username);
        var hashedA1 = user?.HashedA1(credentials.Algorithm, realm);
        var expected = credentials.Compute(hashedA1 ?? NobodysHash, request.Method.Name);
        var isRight = AreEqual(expected, credentials.Response) & hashedA1 is not null & IsFor(credentials.Uri, request.RequestUri);
        var (isOurs, isFresh) = _nonces.Judge(credentials.Nonce, realm);
        if (!isRight)
        {
            return (DigestResult.Refused, null);
        }

        // A nonce that is not ours may be from before our last start. A client of RFC 2069 does not count: each nonce is good for one request.
        return !isOurs || !isFresh ? (DigestResult.Stale, null)
            : _nonces.TryUse(credentials.Nonce, realm, Math.Max(credentials.NonceCount, 1)) ? (DigestResult.Accepted, user)
            : (DigestResult.Replayed, null);
    }

    private static DigestCredentials? Read(SipRequest request, string realm)
    {
        foreach (var header in request.Headers)
        {
            if (header.Id == SipHeaderId.Authorization && DigestCredentials.TryParse(header.ValueBytes.Span, out var credentials) && credentials.Realm == realm)
            {
                return credentials;
            }
        }

        return null;
    }

    /// <summary>Credentials that cannot be read, unless they are plainly for another realm.</summary>
    private static bool HasAny(SipRequest request, string realm)
    {
        foreach (var header in request.Headers)
        {
            if (header.Id == SipHeaderId.Authorization
                && (!DigestParameters.TryParse(header.ValueBytes.Span, out var read) || read["realm"] is not { } other || other == realm))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Proxies on the way may have changed host and parameters (RFC 3261 §22.4, note 5); whom the request is for they may not. Some clients, sipp
    /// among them, write the host alone.
    /// </summary>
    private static bool IsFor(string digestUri, SipUri requestUri) =>
        SipUri.TryParse(digestUri, out var uri) && (uri.User is null || string.Equals(uri.User, requestUri.User, StringComparison.Ordinal));

    private static bool AreEqual(string expected, string given) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(given.ToLowerInvariant()));
}
