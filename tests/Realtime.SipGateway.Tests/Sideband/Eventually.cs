using Xunit;

namespace Realtime.SipGateway.Tests.Sideband;

/// <summary>Waits for a condition of something that runs by itself; never for a fixed time.</summary>
internal static class Eventually
{
    /// <summary>Twice what the longest conversation in real time takes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task TrueAsync(Func<bool> condition, Func<string>? what = null)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(2));
        var started = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, what?.Invoke() ?? "It never happened.");
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }
}
