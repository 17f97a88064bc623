using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Store;

namespace Realtime.SipGateway.Api;

/// <summary>
/// Writes the audit log's head into the log at the start and daily: a log that is kept elsewhere tells later whether the end of the audit
/// log was cut off, which the chain itself cannot.
/// </summary>
internal sealed class AuditHeadNotes(IAuditLog audit, TimeProvider time, ILogger<AuditHeadNotes> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                if (await audit.HeadAsync(stoppingToken) is { } head)
                {
                    log.AuditStandsAt(head);
                }
            }
            catch (Exception fault) when (fault is StoreException or System.Data.Common.DbException)
            {
                log.AuditHeadUnknown(fault.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
