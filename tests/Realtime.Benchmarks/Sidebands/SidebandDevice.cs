using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Realtime.Benchmarks.Webhooks;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.OpenAi;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Sideband;
using Realtime.SipGateway.Sideband.Tools;
using Realtime.SipGateway.Store;
using Realtime.SipGateway.Telemetry;

namespace Realtime.Benchmarks.Sidebands;

/// <summary>
/// What <c>load/sideband_bench.py</c> measures:
/// <c>bare</c>, a loop of <c>ClientWebSocket</c> and <c>Utf8JsonReader</c> for each sideband;
/// <c>ours</c>, the gateway's sidebands with transcripts, 200 forbidden phrases, a budget and tools, events written nowhere;
/// <c>log</c>, those with events, records and the tool ledger in SQLite.
/// Commands: <c>connect FIRST COUNT</c>, <c>memory</c> (after a full collection).
/// </summary>
internal static class SidebandDevice
{
    /// <summary>Handshakes at a time.</summary>
    private const int Batch = 25;

    private const int Phrases = 200;

    public static async Task<int> RunAsync(string[] arguments, TextReader input, TextWriter output)
    {
        if (arguments is not [var kind, var port, var authorityFile])
        {
            await output.WriteLineAsync("sideband-device bare|ours|log PORT AUTHORITY-FILE");
            return 2;
        }

        var folder = Directory.CreateTempSubdirectory("sideband-bench-").FullName;
        try
        {
            if (kind == "bare")
            {
                await ServeAsync(number => BareAsync(port, number), input, output);
                return 0;
            }

            await using var app = await GatewayAsync(folder, kind, port, authorityFile);
            await app.StartAsync();
            var connector = app.Services.GetRequiredService<CountingConnector>();
            var (calls, version) = (app.Services.GetRequiredService<ActiveCalls>(), app.Services.GetRequiredService<PolicyStore>().Current.Version);
            var begun = 0;
            await ServeAsync(
                async number =>
                {
                    DeviceCall.Begin(calls, version, string.Create(CultureInfo.InvariantCulture, $"rtc_{number}"));
                    for (var wanted = Interlocked.Increment(ref begun); connector.Connected < wanted;)
                    {
                        await Task.Delay(1);
                    }
                },
                input, output);
            await app.StopAsync(new CancellationTokenSource(TimeSpan.FromSeconds(10)).Token);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static async Task ServeAsync(Func<int, Task> connect, TextReader input, TextWriter output)
    {
        await output.WriteLineAsync("ready");
        while (await input.ReadLineAsync() is { } line)
        {
            switch (line.Split(' '))
            {
                case ["connect", var first, var count]:
                    var numbers = Enumerable.Range(int.Parse(first, CultureInfo.InvariantCulture), int.Parse(count, CultureInfo.InvariantCulture));
                    foreach (var batch in numbers.Chunk(Batch))
                    {
                        await Task.WhenAll(batch.Select(connect));
                    }

                    await output.WriteLineAsync("connected");
                    break;
                case ["memory"]:
                    await output.WriteLineAsync(Memory());
                    break;
                case ["allocated"]:
                    await output.WriteLineAsync(GC.GetTotalAllocatedBytes(precise: true).ToString(CultureInfo.InvariantCulture));
                    break;
            }
        }
    }

    private static async Task BareAsync(string port, int number)
    {
        var sideband = await BareSideband.ConnectAsync(port, number);
        _ = sideband.RunAsync();
    }

    /// <summary>Resident (proportional) and managed bytes after a full collection.</summary>
    private static string Memory()
    {
        for (var pass = 0; pass < 2; pass++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        var resident = File.ReadLines("/proc/self/smaps_rollup").First(static line => line.StartsWith("Pss:", StringComparison.Ordinal));
        return JsonSerializer.Serialize(new
        {
            pss = long.Parse(resident.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024,
            managed = GC.GetTotalMemory(forceFullCollection: false),
        });
    }

    private static async Task<WebApplication> GatewayAsync(string folder, string kind, string port, string authorityFile)
    {
        var policy = Path.Combine(folder, "policy.json");
        await File.WriteAllTextAsync(policy, Policy());
        // As the gateway: a watch on the folder would wake at each commit of the database in it.
        Environment.SetEnvironmentVariable("DOTNET_USE_POLLING_FILE_WATCHER", "1");
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = folder });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Urls"] = "http://127.0.0.1:0",
            ["Policy:File"] = policy,
            ["Targets:openai:ApiBaseUrl"] = $"https://127.0.0.1:{port}/v1",
            ["Targets:openai:ApiKey"] = "literal:sk-bench",
            ["Targets:openai:CertificateAuthorityFile"] = authorityFile,
            ["Calls:MaxActiveCalls"] = "100000",
            ["Sideband:MaxConnections"] = "100000",
        });
        builder.Services.AddSingleton(TimeProvider.System).AddSingleton<Redactor>();
        builder.Services.AddCalls().AddStore().AddRules().AddOpenAi().AddSideband();
        builder.Services.RemoveAll<IToolHandler>().RemoveAll<ISidebandConnector>();
        builder.Services.AddSingleton<IToolHandler, InstantTool>().AddSingleton<WebSocketConnector>().AddSingleton<CountingConnector>();
        builder.Services.AddSingleton<ISidebandConnector>(static provider => provider.GetRequiredService<CountingConnector>());
        if (kind != "log")
        {
            builder.Services.AddSingleton<ICallEventLog, ForgetfulStore>().AddSingleton<IToolLedger, ForgetfulLedger>();
        }

        return builder.Build();
    }

    /// <summary>An agent with a tool, a budget and 200 forbidden phrases, one of which the load says.</summary>
    private static string Policy()
    {
        var phrases = Enumerable.Range(0, Phrases).Select(number => string.Create(CultureInfo.InvariantCulture, $"\"we guarantee number {number}\""));
        return $$"""
            { "agents": { "desk": { "model": "gpt-realtime-2.1", "instructions": "Be kind.", "tools": ["lookup"], "guardrails": ["no-promises"], "budget": "an-hour" } },
              "budgets": { "an-hour": { "max_call_seconds": 3600, "max_call_cost": 1000, "unpriced": "allow" } },
              "tools": { "lookup": { "type": "http", "description": "Finds an order.", "url": "https://orders.example.com/v1/orders",
                "parameters": { "type": "object", "properties": { "order_id": { "type": "string" } }, "required": ["order_id"] } } },
              "guardrails": { "no-promises": { "type": "phrases", "phrases": [{{string.Join(", ", phrases)}}], "instead": "Say that a colleague decides." } },
              "rules": [ { "name": "all", "accept": { "agent": "desk" } } ] }
            """;
    }
}
