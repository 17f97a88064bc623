using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Webhooks;

/// <summary>
/// The decisions under way, bounded; each runs by itself, so that one slow accept holds up no other call. At shutdown they are waited for.
/// </summary>
internal sealed class AdmissionQueue(IOptions<WebhooksOptions> options, ILogger<AdmissionQueue> log)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _idle;
    private int _reserved;
    private int _running;

    /// <summary>Makes room for one; false when there are too many. Each true is followed by <see cref="Run"/> or <see cref="Release"/>.</summary>
    public bool TryReserve()
    {
        if (Interlocked.Increment(ref _reserved) <= options.Value.MaxPending)
        {
            return true;
        }

        Release();
        return false;
    }

    /// <summary>Decisions that are under way, those included that room was made for.</summary>
    public int Pending => Volatile.Read(ref _reserved);

    public void Release() => Interlocked.Decrement(ref _reserved);

    /// <summary>Runs work that belongs to a call that was taken or an old claim and cannot be refused; new calls keep their room.</summary>
    public void RunAnyway(Func<Task> work) => Start(work, isAdmission: false);

    /// <summary>Runs what room was made for. The work handles its own faults; one that escapes is logged.</summary>
    public void Run(Func<Task> work) => Start(work, isAdmission: true);

    private void Start(Func<Task> work, bool isAdmission)
    {
        lock (_gate)
        {
            _running++;
        }

        ThreadPool.QueueUserWorkItem(static one => _ = one.Queue.RunAsync(one.Work, one.IsAdmission), (Queue: this, Work: work, IsAdmission: isAdmission), preferLocal: false);
    }

    /// <summary>Returns when nothing is under way.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        Task idle;
        lock (_gate)
        {
            idle = _running == 0 ? Task.CompletedTask : (_idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }

        await idle.WaitAsync(cancellationToken);
    }

    private async Task RunAsync(Func<Task> work, bool isAdmission)
    {
        try
        {
            await work();
        }
#pragma warning disable CA1031 // The edge of this work: nothing above it could handle a fault.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            log.AdmissionEscaped(fault);
        }
        finally
        {
            if (isAdmission)
            {
                Release();
            }

            lock (_gate)
            {
                if (--_running == 0)
                {
                    _idle?.TrySetResult();
                    _idle = null;
                }
            }
        }
    }
}
