using Microsoft.Extensions.Options;
using Realtime.SipGateway.Cli;

namespace Realtime.SipGateway;

/// <summary>Runs the gateway or a command, or tells in one message everything that is wrong with the settings.</summary>
internal static class StartUp
{
    public static async Task<int> RunAsync(string[] args)
    {
        IConfiguration? settings = null;
        var runs = CommandLine.AsksToRun(args, out var own);
        try
        {
            return runs
                ? await RunGatewayAsync(Build(own))
                : await GatewayCommand.InvokeAsync(args, Build, System.Console.In, System.Console.Out, System.Console.Error);
        }
        catch (Exception problem) when (SettingsFaults.Of(problem, settings) is { Count: > 0 } faults)
        {
            await System.Console.Error.WriteLineAsync((runs ? "The gateway does not start. " : "") + $"Faults in its settings: {faults.Count}");
            foreach (var fault in faults)
            {
                await System.Console.Error.WriteLineAsync("  " + fault);
            }

            return ExitCode.Misuse;
        }

        WebApplication Build(string[] words)
        {
            var gateway = GatewayHost.Build(words);
            settings = gateway.Configuration;
            return gateway;
        }
    }

    private static async Task<int> RunGatewayAsync(WebApplication gateway)
    {
        await using (gateway)
        {
            // All sections before any service is made: the first faulty one must not hide the others.
            gateway.Services.GetRequiredService<IStartupValidator>().Validate();
            await gateway.RunAsync();
            return ExitCode.Ok;
        }
    }
}
