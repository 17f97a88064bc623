namespace Realtime.SipGateway.Store;

/// <summary>What the writer tells the log: each trouble once when it begins, again while it lasts, and its end.</summary>
internal sealed class StoreReports(ILogger log, StoreHealth health, TimeProvider time)
{
    /// <summary>A trouble that lasts is told again after this.</summary>
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(10);

    private DateTimeOffset? _failed;
    private bool _full;
    private bool _spoolFailed;
    private bool _spools;

    public void Opened(string name) => log.Opened(name);

    public void Failed()
    {
        var now = time.GetUtcNow();
        if (_failed is null || now - _failed > Again)
        {
            _failed = now;
            log.CommitFailed(health.Fault ?? "", health.Queued, health.Spooled);
        }
    }

    public void Works()
    {
        Volatile.Write(ref _full, false);
        health.Works();
        if (_failed is not null)
        {
            _failed = null;
            log.Recovered(health.Queued, health.Spooled, health.Dropped);
        }
    }

    public void QueueFull()
    {
        if (!Interlocked.Exchange(ref _full, true))
        {
            log.QueueFull();
        }
    }

    public void Faulty(Exception fault) => log.WriteFaulty(fault);

    public void LostAtStop(int count) => log.LostAtStop(count);

    public void TakenUp(int count) => log.SpoolTakenUp(count);

    public void Damaged(int count) => log.SpoolDamaged(count);

    public void SpoolFailed()
    {
        if (!_spoolFailed)
        {
            _spoolFailed = true;
            log.SpoolFailed(health.SpoolFault ?? "");
        }
    }

    public void Spools(string path)
    {
        _spoolFailed &= health.SpoolFault is not null;
        var now = health.Spooled > 0;
        if (now && !_spools)
        {
            log.SpoolBegins(path);
        }
        else if (!now && _spools)
        {
            log.SpoolEnds();
        }

        _spools = now;
    }
}
