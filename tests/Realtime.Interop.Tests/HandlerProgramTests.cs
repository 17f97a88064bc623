using System.Diagnostics;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Scenarios;
using Realtime.Testing;
using Xunit;

namespace Realtime.Interop.Tests;

/// <summary>The programs of <c>docs/handlers.md</c>, as they stand there, each by its own interpreter: a caller asks and is answered.</summary>
public sealed class HandlerProgramTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("python", "python3", "python3", "handler.py")]
    [InlineData("js", "node", "nodejs", "handler.mjs")]
    public async Task A_program_of_the_documentation_answers_the_caller(string language, string interpreter, string package, string file)
    {
        Stranger.Find(interpreter, package);
        var folder = language == "js" ? await NodeModules.FolderAsync() : Directory.CreateTempSubdirectory("handler-").FullName;
        var path = Path.Combine(folder, file);
        await File.WriteAllTextAsync(path, await ProgramAsync(language), Token);
        await using var scenario = await HandlerStage.StartAsync(timeoutMs: 60_000);
        await using var caller = scenario.Caller();
        await caller.CallAsync();
        await scenario.SeenAsync<SidebandReady>();
        await HandlerStage.SpokenAsync(scenario, "Hello.");
        using var program = Start(interpreter, path, folder, scenario);
        try
        {
            // Nothing tells from outside that the program listens: the caller asks until there is an answer.
            await GatewayScenario.EventuallyAsync(async () =>
            {
                await HandlerStage.SayAsCallerAsync(scenario, "Is anybody there?");
                await Task.Delay(TimeSpan.FromSeconds(1), Token);
                return await HandlerStage.SaidAsync(scenario) is { } said && said.Contains("You said: Is anybody there?") ? said : null;
            });
        }
        finally
        {
            program.Kill(entireProcessTree: true);
            await program.WaitForExitAsync(CancellationToken.None);
        }

        await caller.HangUpAsync();
        Assert.Empty((await scenario.EventsAsync((await scenario.RecordAsync(caller)).CallId)).OfType<HandlerTimedOut>());
    }

    private static async Task<string> ProgramAsync(string language)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(FolderRules.RepositoryRoot(), "docs", "handlers.md"), Token);
        var fence = $"```{language}\n";
        var start = text.IndexOf(fence, StringComparison.Ordinal) + fence.Length;
        return text[start..text.IndexOf("```", start, StringComparison.Ordinal)];
    }

    private static Process Start(string interpreter, string path, string folder, GatewayScenario scenario) => Process.Start(new ProcessStartInfo(interpreter, [path])
    {
        WorkingDirectory = folder,
        Environment =
        {
            ["GATEWAY"] = interpreter == "node" ? $"ws://{scenario.Address.Authority}" : scenario.Address.GetLeftPart(UriPartial.Authority),
            ["KEY"] = HandlerStage.Key,
            ["CALL"] = scenario.Calls.List().Single().Id.Value,
        },
    })!;
}
