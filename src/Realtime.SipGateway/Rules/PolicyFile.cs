using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules.Versions;

namespace Realtime.SipGateway.Rules;

/// <summary>
/// Loads the policy before anything else starts, and publishes the policy file whenever its text changes. A file whose text was the last to
/// come from a file is no change: what was published by other ways since stays in force over a restart. The first start fails with every
/// fault of a bad file; later a bad file is logged, kept for health and API, and the policy in force stays.
/// </summary>
internal sealed class PolicyFile(
    PolicyStore store, PolicyVersions versions, IPolicyLedger ledger, IOptions<PolicyOptions> options, IHostEnvironment environment, TimeProvider time,
    ILogger<PolicyFile> log)
    : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _watching = Task.CompletedTask;
    private (DateTime Written, long Length) _seen;
    private bool _silent;

    private string FullPath => Path.GetFullPath(options.Value.File, environment.ContentRootPath);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        var (newest, unfit) = await versions.LoadAsync(cancellationToken);
        _seen = Stamp();
        var faults = await PublishAsync(cancellationToken);
        if (!store.IsLoaded)
        {
            throw faults.Count > 0 || newest is null
                ? new PolicyFileException(FullPath, faults)
                : new PolicyFileException(newest, unfit);
        }

        if (faults.Count > 0)
        {
            log.Refused(FullPath, faults.Count, store.Current.Version, string.Join(Environment.NewLine, faults));
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _watching = WatchAsync(_stopping.Token);
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _watching.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _stopping.Dispose();

    private async Task WatchAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(options.Value.PollMs), time);
        while (await timer.WaitForNextTickAsync(stopping))
        {
            try
            {
                await LookAsync(stopping);
                _silent = false;
            }
#pragma warning disable CA1031 // Whatever the store says: the policy in force stays, and the next look comes.
            catch (Exception fault) when (fault is not OperationCanceledException)
#pragma warning restore CA1031
            {
                if (!_silent)
                {
                    log.StoreSilent(fault, store.Current.Version);
                }

                _silent = true;
            }
        }
    }

    /// <summary>A file that could not be published because the store did not answer is new still at the next look.</summary>
    private async Task LookAsync(CancellationToken stopping)
    {
        await versions.RefreshAsync(stopping);
        var stamp = Stamp();
        if (stamp == _seen)
        {
            return;
        }

        var faults = await PublishAsync(stopping);
        _seen = stamp;
        if (faults.Count > 0)
        {
            log.Refused(FullPath, faults.Count, store.Current.Version, string.Join(Environment.NewLine, faults));
        }
    }

    private async Task<IReadOnlyList<PolicyFault>> PublishAsync(CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> text;
        try
        {
            text = await ReadAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            store.FileHash = null;
            return store.RejectFile([new PolicyFault(FullPath, "cannot be read: " + fault.Message)]);
        }

        store.FileHash = PolicyVersion.HashOf(text.Span);
        if (await ledger.LatestAsync(PolicySource.File, cancellationToken) is { } last && last.Hash == store.FileHash)
        {
            if (store.IsLoaded)
            {
                store.AcceptFile();
                log.FileUnchanged(store.Current.Version, FullPath, last.Number);
            }

            return [];
        }

        var publication = await versions.PublishAsync(text, PolicyOrigin.File, null, cancellationToken);
        if (publication.Result == PolicyPublicationResult.Faulty)
        {
            return store.RejectFile(publication.Faults);
        }

        store.AcceptFile();
        return [];
    }

    /// <summary>At most one byte more than is allowed: a wrong path to a huge file must not fill the memory.</summary>
    private async Task<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var file = new FileStream(FullPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var buffer = new byte[Math.Min(file.Length, PolicyReader.MaxBytes + 1)];
        var read = await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return buffer.AsMemory(0, read);
    }

    /// <summary>A missing file has a stamp too: its coming back is a change.</summary>
    private (DateTime Written, long Length) Stamp()
    {
        var file = new FileInfo(FullPath);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : (default, -1);
    }
}
