using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Store;

/// <summary>Purges once a day, at the hour that is set.</summary>
internal sealed class RetentionService(StorePurge purge, IOptions<StoreOptions> options, TimeProvider time, ILogger<RetentionService> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await Task.Delay(UntilNext(time.GetUtcNow(), options.Value.Retention.Hour), time, stoppingToken);
                await PurgeAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The gateway stops, or another part of it did not start: nothing failed here.
        }
    }

    private async Task PurgeAsync(CancellationToken stoppingToken)
    {
        try
        {
            await purge.PurgeAsync(stoppingToken);
        }
        catch (StoreException fault)
        {
            log.NotPurged(fault.Message);
        }
    }

    /// <summary>How long until the hour comes next; a whole day when it has just begun.</summary>
    internal static TimeSpan UntilNext(DateTimeOffset now, int hour)
    {
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero).AddHours(hour);
        return (today > now ? today : today.AddDays(1)) - now;
    }
}
