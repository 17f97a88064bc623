using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Rules;

/// <summary>
/// Publishes the policy file before anything else starts and whenever it changes after. The start fails with every fault of a bad file;
/// later a bad file is logged, kept for health and API, and the policy in force stays.
/// </summary>
internal sealed class PolicyFile(
    PolicyStore store, IOptions<PolicyOptions> options, IHostEnvironment environment, TimeProvider time, ILogger<PolicyFile> log)
    : IHostedLifecycleService, IDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Task _watching = Task.CompletedTask;
    private (DateTime Written, long Length) _seen;

    private string FullPath => Path.GetFullPath(options.Value.File, environment.ContentRootPath);

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        _seen = Stamp();
        var faults = await PublishAsync(cancellationToken);
        if (faults.Count > 0)
        {
            throw new PolicyFileException(FullPath, faults);
        }

        log.Published(store.Current.Version, store.Current.Document.Rules.Count, store.Current.Document.Agents.Count);
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
            var stamp = Stamp();
            if (stamp != _seen)
            {
                _seen = stamp;
                await ReloadAsync(stopping);
            }
        }
    }

    private async Task ReloadAsync(CancellationToken stopping)
    {
        var before = store.Current.Version;
        var faults = await PublishAsync(stopping);
        if (faults.Count == 0)
        {
            log.Published(store.Current.Version, store.Current.Document.Rules.Count, store.Current.Document.Agents.Count);
            return;
        }

        log.Refused(FullPath, faults.Count, before, string.Join(Environment.NewLine, faults));
    }

    private async Task<IReadOnlyList<PolicyFault>> PublishAsync(CancellationToken cancellationToken)
    {
        try
        {
            return store.Publish(await ReadAsync(cancellationToken));
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return store.Reject(new PolicyFault(FullPath, "cannot be read: " + fault.Message));
        }
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
