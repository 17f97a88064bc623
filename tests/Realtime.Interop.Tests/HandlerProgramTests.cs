using System.Diagnostics;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Client;
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
        using var program = Start(interpreter, path, folder, scenario.Address, scenario.Calls.List().Single().Id.Value);
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

    [Fact]
    public async Task The_program_in_Python_outlives_late_answers_and_the_end_of_the_stream()
    {
        Stranger.Find("python3", "python3");
        var folder = Directory.CreateTempSubdirectory("handler-").FullName;
        var path = Path.Combine(folder, "handler.py");
        await File.WriteAllTextAsync(path, await ProgramAsync("python"), Token);
        await using var gateway = await FakeGateway.StartAsync();
        (gateway.Answers["call_1"], gateway.Answers["call_2"]) = (409, 404);
        gateway.ShortStreams.Enqueue([FakeGateway.Turn("call_1", 1, "One."), FakeGateway.Turn("call_2", 1, "Two."), FakeGateway.Turn("call_3", 1, "Three.")]);
        gateway.ShortStreams.Enqueue([FakeGateway.Turn("call_3", 2, "Four.")]);
        using var program = Start("python3", path, folder, gateway.Address, "call_3");
        try
        {
            await GatewayScenario.EventuallyAsync(() => Task.FromResult(gateway.Said.Count >= 4 ? gateway.Said : null));
        }
        finally
        {
            program.Kill(entireProcessTree: true);
            await program.WaitForExitAsync(CancellationToken.None);
        }

        Assert.Equal(["call_1: You said: One.", "call_2: You said: Two.", "call_3: You said: Three.", "call_3: You said: Four."], gateway.Said);
    }

    private static async Task<string> ProgramAsync(string language)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(FolderRules.RepositoryRoot(), "docs", "handlers.md"), Token);
        var fence = $"```{language}\n";
        var start = text.IndexOf(fence, StringComparison.Ordinal) + fence.Length;
        return text[start..text.IndexOf("```", start, StringComparison.Ordinal)];
    }

    private static Process Start(string interpreter, string path, string folder, Uri gateway, string call) => Process.Start(new ProcessStartInfo(interpreter, [path])
    {
        WorkingDirectory = folder,
        Environment =
        {
            ["GATEWAY"] = interpreter == "node" ? $"ws://{gateway.Authority}" : gateway.GetLeftPart(UriPartial.Authority),
            ["KEY"] = HandlerStage.Key,
            ["CALL"] = call,
        },
    })!;
}
