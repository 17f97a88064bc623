using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules.Budgets;

namespace Realtime.SipGateway.Rules;

/// <summary>
/// The policy in force and those that calls may still use, in memory. Published whole or not at all: a document with faults never replaces a
/// good one. What makes a version durable is <see cref="Versions.PolicyVersions"/>.
/// </summary>
public sealed class PolicyStore
{
    /// <summary>Versions kept for calls that were decided by them: a bound on memory should somebody publish by a program.</summary>
    public const int MaxVersions = 256;

    /// <summary>A call lives an hour at most; the second is for those that wait to be taken over.</summary>
    public static readonly TimeSpan KeptAfterwards = TimeSpan.FromHours(2);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Policy> _versions = new(StringComparer.Ordinal);
    private readonly List<(string Version, DateTimeOffset Until)> _replaced = [];
    private readonly TimeProvider _time;
    private volatile Policy? _current;
    private volatile PolicyRejection? _fileRejected;
    private volatile PolicyRejection? _versionRejected;

    public PolicyStore(PolicySite site, TimeProvider time)
    {
        Site = site;
        _time = time;
    }

    /// <summary>What documents may name.</summary>
    public PolicySite Site { get; }

    /// <summary>The version that decides new calls.</summary>
    public Policy Current => _current ?? throw new InvalidOperationException("No policy was published yet: the host has not started.");

    /// <summary>False until the first document was published: the gateway is not ready.</summary>
    public bool IsLoaded => _current is not null;

    /// <summary>What is wrong with the policy file, or with a version that another node published; null when nothing is.</summary>
    public PolicyRejection? LastRejected => _versionRejected ?? _fileRejected;

    /// <summary>SHA-256 of the policy file as it was last read, lower-case hex; null where there is none.</summary>
    public string? FileHash { get; internal set; }

    /// <summary>Tells which versions live calls were decided by: they stay, whatever the bound. Null: nothing is known of calls.</summary>
    internal Func<IReadOnlySet<string>>? InUse { get; init; }

    /// <summary>Where a rule without a target sends its calls.</summary>
    public string? DefaultTarget => Site.DefaultTarget;

    /// <summary>A version by its name, as long as a call may use it; null when it is unknown or long gone.</summary>
    public Policy? Find(string version)
    {
        lock (_gate)
        {
            return _versions.GetValueOrDefault(version);
        }
    }

    /// <summary>True when one of the versions that decide calls, or decided some that may still live, is such a one.</summary>
    internal bool AnyVersion(Func<PolicyDocument, bool> isSuch)
    {
        lock (_gate)
        {
            return _versions.Values.Any(policy => isSuch(policy.Document));
        }
    }

    /// <summary>The decision as the day budgets of its version allow it: an agent whose budget is used up gets no call.</summary>
    public CallDecision Admit(CallDecision decision, CallFacts facts) =>
        Site.Spending is { } spending && Find(decision.PolicyVersion) is { } policy
            ? DayBudgets.Admit(decision, facts, policy.Document, spending, _time.GetUtcNow())
            : decision;

    /// <summary>
    /// Checks a document and puts it in force in this process only. Faults, if any, are kept in <see cref="LastRejected"/> and returned; empty: published.
    /// </summary>
    public IReadOnlyList<PolicyFault> Publish(ReadOnlyMemory<byte> json)
    {
        var read = PolicyReader.Read(json, Site);
        if (read.Document is null)
        {
            return RejectFile(read.Faults);
        }

        var used = Used();
        lock (_gate)
        {
            var number = (_current?.Published.Number ?? 0) + 1;
            var version = new PolicyVersion(number, PolicyVersion.HashOf(json.Span), _time.GetUtcNow(), "file", PolicySource.File, null);
            Take(new Policy(version.Name, read.Document) { Json = json, Published = version }, replacedAt: null, used);
            _fileRejected = null;
            return [];
        }
    }

    /// <summary>
    /// Makes a version known again that another process published, for the calls it handed over; it decides no new ones. False when the
    /// document does not fit this site any more.
    /// </summary>
    public bool Restore(string version, ReadOnlyMemory<byte> json)
    {
        if (Find(version) is not null)
        {
            return true;
        }

        var read = PolicyReader.Read(json, Site);
        if (read.Document is null)
        {
            return false;
        }

        var used = Used();
        lock (_gate)
        {
            if (_versions.TryAdd(version, new Policy(version, read.Document) { Json = json }))
            {
                Replaced(version, _time.GetUtcNow(), used);
            }

            return true;
        }
    }

    /// <summary>Takes a version that the ledger holds: in force from now on, unless it was replaced already or a newer one is.</summary>
    /// <param name="version">What the ledger says of it.</param>
    /// <param name="json">Its text.</param>
    /// <param name="document">The text, checked.</param>
    /// <param name="replacedAt">When the next one was published; null: it is the newest.</param>
    internal Policy Install(PolicyVersion version, ReadOnlyMemory<byte> json, PolicyDocument document, DateTimeOffset? replacedAt = null)
    {
        var used = Used();
        lock (_gate)
        {
            var policy = new Policy(version.Name, document) { Json = json, Published = version };
            Take(policy, replacedAt, used);
            return policy;
        }
    }

    /// <summary>Notes what is wrong with the policy file.</summary>
    internal IReadOnlyList<PolicyFault> RejectFile(IReadOnlyList<PolicyFault> faults)
    {
        _fileRejected = new PolicyRejection(_time.GetUtcNow(), faults);
        return faults;
    }

    /// <summary>The policy file is well again.</summary>
    internal void AcceptFile() => _fileRejected = null;

    /// <summary>Notes what is wrong with the newest version of the ledger on this site, until a newer one is in force.</summary>
    internal void RejectVersion(IReadOnlyList<PolicyFault> faults) => _versionRejected = new PolicyRejection(_time.GetUtcNow(), faults);

    private void Take(Policy policy, DateTimeOffset? replacedAt, IReadOnlySet<string>? used)
    {
        _versions[policy.Version] = policy;
        if (replacedAt is not null || policy.Published.Number < _current?.Published.Number)
        {
            Replaced(policy.Version, replacedAt ?? _time.GetUtcNow(), used);
            return;
        }

        if (_current is { } before && before.Version != policy.Version)
        {
            Replaced(before.Version, _time.GetUtcNow(), used);
        }

        _current = policy;
        _versionRejected = null;
    }

    private void Replaced(string version, DateTimeOffset at, IReadOnlySet<string>? used)
    {
        _replaced.Add((version, at + KeptAfterwards));
        while (_replaced.Count > 0 && _replaced[0].Until < _time.GetUtcNow())
        {
            Forget(0);
        }

        // The last was in force a moment ago: calls are being decided by it.
        while (_replaced.Count >= MaxVersions && _replaced.FindIndex(0, _replaced.Count - 1, one => used?.Contains(one.Version) != true) is >= 0 and var index)
        {
            Forget(index);
        }
    }

    private void Forget(int index)
    {
        _versions.Remove(_replaced[index].Version);
        _replaced.RemoveAt(index);
    }

    /// <summary>Asked outside the lock, and only when the bound is near: calls have locks of their own.</summary>
    private IReadOnlySet<string>? Used() => _replaced.Count >= MaxVersions - 1 ? InUse?.Invoke() : null;
}
