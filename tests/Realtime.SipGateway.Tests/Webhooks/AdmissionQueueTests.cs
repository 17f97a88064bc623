using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Webhooks;
using Xunit;

namespace Realtime.SipGateway.Tests.Webhooks;

public sealed class AdmissionQueueTests
{
    [Fact]
    public async Task What_ended_calls_need_takes_no_room_from_new_ones()
    {
        var queue = new AdmissionQueue(Options.Create(new WebhooksOptions { MaxPending = 1 }), NullLogger<AdmissionQueue>.Instance);
        var hangUp = new TaskCompletionSource();
        queue.RunAnyway(() => hangUp.Task);

        Assert.True(queue.TryReserve());
        Assert.False(queue.TryReserve());
        hangUp.SetResult();
        await queue.DrainAsync(TestContext.Current.CancellationToken);

        Assert.False(queue.TryReserve());
        Assert.Equal(1, queue.Pending);
        queue.Release();
        Assert.Equal(0, queue.Pending);
        Assert.True(queue.TryReserve());
    }
}
