using Microsoft.Extensions.Options;
using Realtime.SipGateway.Api;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway;

/// <summary>Runs the gateway, or tells in one message everything that is wrong with its settings.</summary>
internal static class StartUp
{
    private const int Faulty = 2;

    public static async Task<int> RunAsync(string[] args)
    {
        if (ApiKeyCommand.TryRun(args, Console.Out))
        {
            return 0;
        }

        try
        {
            await using var gateway = GatewayHost.Build(args);
            await gateway.RunAsync();
            return 0;
        }
        catch (Exception problem) when (Faults(problem) is { Count: > 0 } faults)
        {
            await Console.Error.WriteLineAsync($"The gateway does not start. {faults.Count} faults in its settings:");
            foreach (var fault in faults)
            {
                await Console.Error.WriteLineAsync("  " + fault);
            }

            return Faulty;
        }
    }

    /// <summary>The sentences of a failed validation; empty for any other problem.</summary>
    internal static IReadOnlyList<string> Faults(Exception problem) => problem switch
    {
        OptionsValidationException invalid => [.. invalid.Failures],
        PolicyFileException policy => [.. policy.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)],
        AggregateException several => [.. several.InnerExceptions.SelectMany(Faults)],
        _ => [],
    };
}
