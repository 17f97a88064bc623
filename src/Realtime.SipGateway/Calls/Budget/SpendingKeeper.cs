namespace Realtime.SipGateway.Calls.Budget;

/// <summary>Saves what is spent every second and reads what others spend: a crash loses the last second, and no call waits for the disk.</summary>
internal sealed class SpendingKeeper(DaySpending spending, ISpendingLedger ledger, TimeProvider time, ILogger<SpendingKeeper> log) : BackgroundService
{
    /// <summary>Seconds between looks at what other nodes spend: as much as they can pass a limit together.</summary>
    private const int SharedSeconds = 5;

    private const int PurgeSeconds = 3_600;

    /// <summary>Sums of a quarter are few and tell a year's course.</summary>
    private static readonly TimeSpan KeptOnDisk = TimeSpan.FromDays(400);

    private bool _isRead;
    private readonly HashSet<string> _failing = new(StringComparer.Ordinal);

    /// <summary>Returns when what was spent before is known, so that no call begins without it.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryAsync("read", ReadAsync, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync("save", SaveAsync, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        for (var second = 1; await tick.WaitForNextTickAsync(stoppingToken); second++)
        {
            await TryAsync("save", SaveAsync, stoppingToken);
            if (!_isRead || (ledger.IsShared && second % SharedSeconds == 0))
            {
                await TryAsync("read", ReadAsync, stoppingToken);
            }

            if (second % PurgeSeconds == 0)
            {
                spending.Forget(time.GetUtcNow() - DaySpending.Kept);
                await TryAsync("purge", token => ledger.PurgeAsync(time.GetUtcNow() - KeptOnDisk, token), stoppingToken);
            }
        }
    }

    internal async Task SaveAsync(CancellationToken cancellationToken)
    {
        var sums = spending.TakeUnsaved();
        if (sums.Count == 0)
        {
            return;
        }

        var isSaved = false;
        try
        {
            await ledger.SaveAsync(spending.Writer, spending.Currency, sums, cancellationToken);
            isSaved = true;
        }
        finally
        {
            if (!isSaved)
            {
                spending.PutBack(sums);
            }
        }
    }

    internal async Task ReadAsync(CancellationToken cancellationToken)
    {
        spending.Others(await ledger.ReadAsync(spending.Writer, spending.Currency, time.GetUtcNow() - DaySpending.Kept, cancellationToken));
        _isRead = true;
    }

    /// <summary>Trouble that lasts is told once of each kind.</summary>
    private async Task TryAsync(string what, Func<CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        try
        {
            await act(cancellationToken);
            _failing.Remove(what);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // It stops.
        }
#pragma warning disable CA1031 // Whatever the database's trouble is: it is tried again, and calls go on meanwhile.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            if (_failing.Add(what))
            {
                log.NotKept(fault.Message);
            }
        }
    }
}
