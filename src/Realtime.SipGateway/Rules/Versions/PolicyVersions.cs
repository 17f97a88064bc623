using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Rules.Versions;

/// <summary>
/// The one way to change the policy: checks, makes durable, then puts in force. The ledger's number decides between publishers on several
/// nodes; what others published is taken over when it is noticed.
/// </summary>
internal sealed class PolicyVersions(
    PolicyStore store, IPolicyLedger ledger, IAuditLog audit, IOptions<PolicyOptions> options, TimeProvider time, ILogger<PolicyVersions> log) : IDisposable
{
    /// <summary>Somebody would have to publish faster than we can again and again.</summary>
    private const int MaxTries = 5;

    private readonly SemaphoreSlim _one = new(1, 1);
    private int _unfit;

    public void Dispose() => _one.Dispose();

    /// <summary>
    /// Takes the newest version, and those before it that calls may still use. Returns the newest and what is wrong with it on this site; null
    /// when nothing was published yet.
    /// </summary>
    public async Task<(PolicyVersion? Newest, IReadOnlyList<PolicyFault> Faults)> LoadAsync(CancellationToken cancellationToken)
    {
        var versions = await ledger.ListAsync(PolicyStore.MaxVersions, null, cancellationToken);
        var since = time.GetUtcNow() - PolicyStore.KeptAfterwards;
        for (var index = versions.Count - 1; index > 0; index--)
        {
            if (versions[index - 1].At > since)
            {
                await InstallAsync(versions[index], versions[index - 1].At, cancellationToken);
            }
        }

        if (versions.Count == 0)
        {
            return (null, []);
        }

        var (newest, faults) = (versions[0], await InstallAsync(versions[0], null, cancellationToken));
        if (faults.Count == 0)
        {
            log.InForce(newest.Name, store.Current.Document.Rules.Count, store.Current.Document.Agents.Count, newest.Actor, newest.At);
        }

        return (newest, faults);
    }

    /// <summary>Puts a text in force. One from the file gets a version even when it is in force already: the next start looks for it.</summary>
    /// <param name="text">As written; stored byte for byte.</param>
    /// <param name="origin">Who publishes it.</param>
    /// <param name="expected">Number of the version it is to replace; null: whichever is in force.</param>
    /// <param name="cancellationToken">Ends the wait; what is durable by then is in force.</param>
    public async Task<PolicyPublication> PublishAsync(ReadOnlyMemory<byte> text, PolicyOrigin origin, int? expected, CancellationToken cancellationToken)
    {
        var read = PolicyReader.Read(text, store.Site);
        await _one.WaitAsync(cancellationToken);
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                var before = await AdoptAsync(cancellationToken);
                if (read.Document is null)
                {
                    return new PolicyPublication(PolicyPublicationResult.Faulty, before, before, read.Faults);
                }

                if (expected is not null && expected != (before?.Number ?? 0))
                {
                    return new PolicyPublication(PolicyPublicationResult.Conflict, before, before, []);
                }

                var version = new PolicyVersion(
                    (before?.Number ?? 0) + 1, PolicyVersion.HashOf(text.Span), time.GetUtcNow(), origin.Actor, origin.Source, origin.Note);
                if (version.Hash == before?.Hash && (origin.Source != PolicySource.File || before.Source == PolicySource.File))
                {
                    return new PolicyPublication(PolicyPublicationResult.Unchanged, before, before, []);
                }

                // Not to be given up half-way: what the ledger has is in force.
                if (await ledger.TryAppendAsync(version, text, options.Value.KeepVersions, CancellationToken.None))
                {
                    var policy = store.Install(version, text, read.Document);
                    log.Published(policy.Version, policy.Document.Rules.Count, policy.Document.Agents.Count, version.Actor);
                    await AuditAsync(before, version, text, origin);
                    return new PolicyPublication(PolicyPublicationResult.Published, before, version, []);
                }

                if (attempt == MaxTries)
                {
                    return new PolicyPublication(PolicyPublicationResult.Conflict, before, await AdoptAsync(cancellationToken), []);
                }
            }
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Puts the text of an earlier version in force again, as a new version.</summary>
    public async Task<PolicyPublication> RollBackAsync(int number, PolicyOrigin origin, int? expected, CancellationToken cancellationToken)
    {
        if (await ledger.FindAsync(number, cancellationToken) is not { } version || await ledger.TextAsync(number, cancellationToken) is not { } text)
        {
            return new PolicyPublication(PolicyPublicationResult.Missing, null, null, []);
        }

        var why = origin.Note is null ? $"back to {version.Name}" : $"back to {version.Name}: {origin.Note}";
        return await PublishAsync(text, origin with { Source = PolicySource.Rollback, Note = why }, expected, cancellationToken);
    }

    /// <summary>Takes over what another node published meanwhile.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            await AdoptAsync(cancellationToken);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>
    /// Tells the audit log what changed. The version itself, with who and why, is durable already: a log that cannot be written is told, and
    /// undoes nothing.
    /// </summary>
    private async Task AuditAsync(PolicyVersion? before, PolicyVersion version, ReadOnlyMemory<byte> text, PolicyOrigin origin)
    {
        try
        {
            var textBefore = before is null ? null : await ledger.TextAsync(before.Number, CancellationToken.None);
            var changes = textBefore is { } known ? PolicyDiff.Compare(known, text) : [];
            await audit.RecordAsync(
                new AuditEntry(version.Actor, "policy.published", version.Name)
                {
                    Detail = PolicyAudit.Detail(before, version, changes),
                    Note = version.Note,
                    Remote = origin.Remote,
                },
                CancellationToken.None);
        }
#pragma warning disable CA1031 // Whatever the store throws: see above.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            log.NotAudited(fault, version.Name, version.Actor);
        }
    }

    /// <summary>The newest version of the ledger, in force here unless it does not fit this site.</summary>
    private async Task<PolicyVersion?> AdoptAsync(CancellationToken cancellationToken)
    {
        var newest = await ledger.LatestAsync(null, cancellationToken);
        if (newest is null || (store.IsLoaded && newest.Number <= store.Current.Published.Number) || newest.Number == _unfit)
        {
            return newest;
        }

        var faults = await InstallAsync(newest, null, cancellationToken);
        if (faults.Count == 0)
        {
            log.Published(newest.Name, store.Current.Document.Rules.Count, store.Current.Document.Agents.Count, newest.Actor);
        }
        else if (store.IsLoaded)
        {
            store.RejectVersion(faults);
            log.Unfit(newest.Name, newest.Actor, faults.Count, store.Current.Version, string.Join(Environment.NewLine, faults));
        }

        return newest;
    }

    private async Task<IReadOnlyList<PolicyFault>> InstallAsync(PolicyVersion version, DateTimeOffset? replacedAt, CancellationToken cancellationToken)
    {
        if (await ledger.TextAsync(version.Number, cancellationToken) is not { } text)
        {
            return [new PolicyFault(version.Name, "is not in the store any more")];
        }

        var read = PolicyReader.Read(text, store.Site);
        if (read.Document is not null)
        {
            store.Install(version, text, read.Document, replacedAt);
        }
        else if (replacedAt is null)
        {
            _unfit = version.Number;
        }

        return read.Faults;
    }
}
