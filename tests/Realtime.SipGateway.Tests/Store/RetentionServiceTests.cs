using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Store;
using Realtime.SipGateway.Tests.Webhooks;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Store;

public sealed class RetentionServiceTests
{
    [Fact]
    public async Task A_stop_is_no_failure()
    {
        await using var store = await StoreFixture.OpenAsync();
        var time = new ManualTimeProvider();
        using var service = new RetentionService(store.Purge, Options.Create(new StoreOptions()), time, store.Log.CreateLogger<RetentionService>());
        await service.StartAsync(TestContext.Current.CancellationToken);
        var running = service.ExecuteTask!;
        await WebhookHost.UntilAsync(() => time.PendingTimers > 0);

        await service.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(TaskStatus.RanToCompletion, running.Status);
    }
}
