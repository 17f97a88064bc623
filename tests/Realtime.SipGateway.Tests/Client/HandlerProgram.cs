using Realtime.Client;

namespace Realtime.SipGateway.Tests.Client;

/// <summary>The program of <c>README.md</c> and <c>docs/handlers.md</c>, line by line.</summary>
internal static class HandlerProgram
{
    public static async Task RunAsync(string address, string key)
    {
        using var gateway = new GatewayClient(new Uri(address), key);
        await foreach (var call in gateway.CallsAsync("front-desk"))
        {
            _ = Task.Run(async () =>
            {
                await foreach (var turn in call.TurnsAsync())
                {
                    await turn.SayAsync($"You said: {turn.Text}");
                }
            });
        }
    }
}
