using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Webhooks;

/// <summary>
/// The decisions under way, bounded; each runs by itself, so that one slow accept holds up no other call. At shutdown they are waited for.
/// </summary>
internal sealed class AdmissionQueue(IOptions<WebhooksOptions> options, ILogger<AdmissionQueue> log)
{
    private readonly Lock _gate = new();
    private readonly HashSet<Task> _running = [];
    private int _reserved;

    /// <summary>Makes room for one; false when there are too many. Each true is followed by <see cref="Run"/> or <see cref="Release"/>.</summary>
    public bool TryReserve()
    {
        lock (_gate)
        {
            return _reserved < options.Value.MaxPending && ++_reserved > 0;
        }
    }

    public void Release()
    {
        lock (_gate)
        {
            _reserved--;
        }
    }

    /// <summary>Runs work that belongs to a live call or an old claim and cannot be refused; it takes room too.</summary>
    public void RunAnyway(Func<Task> work)
    {
        lock (_gate)
        {
            _reserved++;
        }

        Run(work);
    }

    /// <summary>Runs what room was made for. The work handles its own faults; one that escapes is logged.</summary>
    public void Run(Func<Task> work)
    {
        lock (_gate)
        {
            var running = Task.Run(work);
            _running.Add(running);
            running.ContinueWith(Finished, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    /// <summary>Returns when nothing is under way.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        while (Snapshot() is { Length: > 0 } running)
        {
            await Task.WhenAll(running).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private Task[] Snapshot()
    {
        lock (_gate)
        {
            return [.. _running];
        }
    }

    private void Finished(Task running)
    {
        lock (_gate)
        {
            _running.Remove(running);
            _reserved--;
        }

        if (running.Exception is { } fault)
        {
            log.AdmissionEscaped(fault);
        }
    }
}
