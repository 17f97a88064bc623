using System.Buffers.Text;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Realtime.SipGateway.Secrets;

namespace Realtime.SipGateway.OpenAi;

/// <summary>One AI target, as the site configured it and ready for use.</summary>
public sealed class Target
{
    private readonly SecretReference? _safetyKey;

    internal Target(string name, TargetOptions options)
    {
        Name = name;
        ApiBaseUrl = new Uri(options.ApiBaseUrl.TrimEnd('/') + "/");
        WebSocketUrl = options.WebSocketUrl is { } url ? new Uri(url) : Derive(ApiBaseUrl);
        ApiKey = SecretReference.Parse(options.ApiKey);
        ApiKeyHeader = options.ApiKeyHeader ?? (TargetRealms.Of(ApiBaseUrl.Host) == TargetRealm.Azure ? "api-key" : "Authorization");
        Project = options.Project;
        Organization = options.Organization;
        WebhookSecrets = [.. options.WebhookSecrets.Select(SecretReference.Parse)];
        WebhookKeys = [.. WebhookSecrets.Select(secret => new WebhookSecret(secret))];
        SipUri = options.SipUri;
        OutboundProxy = options.OutboundProxy is { } proxy ? IPEndPoint.Parse(proxy) : null;
        MaxRequests = options.MaxRequests;
        _safetyKey = options.SafetyIdentifierKey is { } key ? SecretReference.Parse(key) : null;
        AcceptTimeout = TimeSpan.FromMilliseconds(options.AcceptTimeoutMs);
        TrustRoots = options.CertificateAuthorityFile is { } file && TrustRoots.TryLoad(file, out var roots, out _) ? roots : null;
    }

    public string Name { get; }

    /// <summary>With a slash at the end.</summary>
    public Uri ApiBaseUrl { get; }

    /// <summary>Without a query: <c>wss://api.openai.com/v1/realtime</c>.</summary>
    public Uri WebSocketUrl { get; }

    public SecretReference ApiKey { get; }

    public string ApiKeyHeader { get; }

    public string? Project { get; }

    public string? Organization { get; }

    public IReadOnlyList<SecretReference> WebhookSecrets { get; }

    /// <summary>The same, ready to verify with.</summary>
    internal WebhookSecret[] WebhookKeys { get; }

    /// <summary>Null: calls do not go to this target through our SIP edge.</summary>
    public string? SipUri { get; }

    public IPEndPoint? OutboundProxy { get; }

    public TimeSpan AcceptTimeout { get; }

    public int MaxRequests { get; }

    /// <summary>Null: the system's trust alone.</summary>
    public TrustRoots? TrustRoots { get; }

    /// <summary>
    /// The headers that every request to this target carries, WebSocket upgrades too; never <c>OpenAI-Beta</c>, which ends a GA session.
    /// The key is read now: a rotated one is used from the next request on.
    /// </summary>
    public IEnumerable<KeyValuePair<string, string>> Headers()
    {
        var key = ApiKey.Read();
        var bearer = ApiKeyHeader.Equals("Authorization", StringComparison.OrdinalIgnoreCase);
        yield return new(ApiKeyHeader, bearer ? new AuthenticationHeaderValue("Bearer", key).ToString() : key);
        if (Project is not null)
        {
            yield return new("OpenAI-Project", Project);
        }

        if (Organization is not null)
        {
            yield return new("OpenAI-Organization", Organization);
        }
    }

    /// <summary>
    /// The caller as the service may know him: the same for each of his calls, and worthless without this installation's key. Null when nobody is
    /// told, and of withheld callers.
    /// </summary>
    public string? SafetyIdentifier(string caller) => _safetyKey is null || caller.Length == 0
        ? null
        : Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(_safetyKey.Read()), Encoding.UTF8.GetBytes(caller)));

    public override string ToString() => Name;

    private static Uri Derive(Uri api) =>
        new UriBuilder(new Uri(api, "realtime")) { Scheme = api.Scheme == Uri.UriSchemeHttp ? Uri.UriSchemeWs : Uri.UriSchemeWss }.Uri;
}
