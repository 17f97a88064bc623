using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Realtime.SipGateway.Api;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Cli;

/// <summary><c>erase</c>: takes what is kept of a caller out of the history.</summary>
internal static class EraseCommand
{
    public static Command Create(CommandSite site)
    {
        var number = new Option<string>("--number") { Description = "The caller's number, as records have it or with other punctuation.", Required = true };
        var json = CommandOutput.JsonOption();
        var command = new Command("erase", "Erases a caller's data by number; anonymous records stay. Exit code 1 when it is refused, such as while a call of the number lives.")
        {
            number, json,
        };
        command.SetAction((parsed, cancellationToken) => site.WithHistoryAsync(
            async services =>
            {
                var given = parsed.GetValue(number)!;
                var result = await services.GetRequiredService<ICallErasure>().EraseAsync(given, cancellationToken);
                if (result.Refusal is { } refusal)
                {
                    parsed.Error().WriteLine(result.Detail);
                    return refusal == ErasureRefusal.NoNumber ? ExitCode.Misuse : ExitCode.No;
                }

                await CommandAudit.RecordAsync(services, "caller.erased", ErasuresApi.Shown(given), new JsonObject { ["calls"] = result.Calls });
                if (parsed.GetValue(json))
                {
                    parsed.WriteJson(new ErasureView(result.Calls), ApiJson.Default.ErasureView);
                }
                else
                {
                    parsed.Output().WriteLine(string.Create(CultureInfo.InvariantCulture, $"Erased the caller of {result.Calls} calls"));
                }

                return ExitCode.Ok;
            },
            cancellationToken));
        return command;
    }
}
