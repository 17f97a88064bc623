using System.Globalization;
using System.Security.Cryptography;

namespace Realtime.SipGateway.Rules;

/// <summary>
/// The policy in force and those that calls may still use. Published whole or not at all: a document with faults never replaces a good one.
/// </summary>
public sealed class PolicyStore
{
    /// <summary>Versions kept for calls that were decided by them; a call lives an hour at most, an admin publishes a few times.</summary>
    public const int MaxVersions = 256;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Policy> _versions = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();
    private readonly PolicySite _site;
    private readonly TimeProvider _time;
    private volatile Policy? _current;
    private volatile PolicyRejection? _lastRejected;
    private int _number;

    public PolicyStore(PolicySite site, TimeProvider time)
    {
        _site = site;
        _time = time;
    }

    /// <summary>The version that decides new calls.</summary>
    public Policy Current => _current ?? throw new InvalidOperationException("No policy was published yet: the host has not started.");

    /// <summary>False until the first document was published: the gateway is not ready.</summary>
    public bool IsLoaded => _current is not null;

    /// <summary>The last document that was refused since the current one was published; null when there was none.</summary>
    public PolicyRejection? LastRejected => _lastRejected;

    /// <summary>Where a rule without a target sends its calls.</summary>
    public string? DefaultTarget => _site.DefaultTarget;

    /// <summary>A version by its name, as long as a call may use it; null when it is unknown or long gone.</summary>
    public Policy? Find(string version)
    {
        lock (_gate)
        {
            return _versions.GetValueOrDefault(version);
        }
    }

    /// <summary>Checks a document and puts it in force. Faults, if any, are kept in <see cref="LastRejected"/> and returned; empty: published.</summary>
    public IReadOnlyList<PolicyFault> Publish(ReadOnlyMemory<byte> json)
    {
        var read = PolicyReader.Read(json, _site);
        lock (_gate)
        {
            if (read.Document is null)
            {
                _lastRejected = new PolicyRejection(_time.GetUtcNow(), read.Faults);
                return read.Faults;
            }

            var policy = new Policy(NextVersion(json.Span), read.Document) { Json = json };
            Keep(policy);
            _current = policy;
            _lastRejected = null;
            return [];
        }
    }

    /// <summary>
    /// Makes a version known again that another process published, for the calls it handed over; it decides no new ones. False when the
    /// document does not fit this site any more.
    /// </summary>
    public bool Restore(string version, ReadOnlyMemory<byte> json)
    {
        var read = PolicyReader.Read(json, _site);
        lock (_gate)
        {
            if (read.Document is not null && !_versions.ContainsKey(version))
            {
                Keep(new Policy(version, read.Document) { Json = json });
            }

            return _versions.ContainsKey(version);
        }
    }

    /// <summary>Notes a document that could not even be read.</summary>
    internal IReadOnlyList<PolicyFault> Reject(PolicyFault fault)
    {
        var rejection = new PolicyRejection(_time.GetUtcNow(), [fault]);
        _lastRejected = rejection;
        return rejection.Faults;
    }

    private string NextVersion(ReadOnlySpan<byte> json)
    {
        var digits = Convert.ToHexStringLower(SHA256.HashData(json).AsSpan(0, 4));
        return string.Create(CultureInfo.InvariantCulture, $"{++_number}-{digits}");
    }

    private void Keep(Policy policy)
    {
        _versions[policy.Version] = policy;
        _order.Enqueue(policy.Version);
        if (_order.Count > MaxVersions)
        {
            _versions.Remove(_order.Dequeue());
        }
    }
}
