namespace Realtime.Demo;

/// <summary>The demo from start to proof: simulator and gateway as processes, one call, its record, and what was counted.</summary>
internal sealed class DemoRun : IAsyncDisposable
{
    /// <summary>The whole conversation takes half a minute; a machine that is slow gets more.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly TimeProvider _time = TimeProvider.System;
    private readonly DemoSite _site;
    private readonly Timeline _timeline;
    private readonly HttpClient _http;
    private readonly WebApplication _orders;
    private Service? _simulator;
    private Service? _gateway;

    private DemoRun(DemoSite site, bool stays)
    {
        _site = site;
        _http = DemoHttp.Create(site.AuthorityFile);
        Stays = stays;
        _timeline = new Timeline(Console.Out, colours: !Console.IsOutputRedirected, _time);
        _orders = OrderService.Build(site.Ports.Tool);
    }

    private bool Stays { get; }

    /// <summary>Exit code 0: the call went well and everything was proven. 1: not. 2: wrong arguments.</summary>
    public static async Task<int> MainAsync(string[] args)
    {
        if (args.Except(["--stay"]).Any())
        {
            await Console.Error.WriteLineAsync("Usage: dotnet run --project src/Realtime.Demo [-- --stay]");
            return 2;
        }

        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true;
            stop.Cancel();
        };
        var folder = Path.Combine(Path.GetTempPath(), $"realtime-demo-{Environment.ProcessId}");
        var stays = args.Contains("--stay");
        await using var run = new DemoRun(new DemoSite(folder, DemoPorts.Choose(), stays), stays);
        try
        {
            return await run.RunAsync(stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return 0;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync($"The call did not end within {Limit.TotalMinutes} minutes. The logs are in {folder}.");
            return 1;
        }
        catch (DemoException problem)
        {
            await Console.Error.WriteLineAsync(problem.Message);
            return 1;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }

        if (_simulator is not null)
        {
            await _simulator.DisposeAsync();
        }

        await _orders.DisposeAsync();
        _http.Dispose();
    }

    private async Task<int> RunAsync(CancellationToken stop)
    {
        await StartAsync(stop);
        var follower = new EventFollower(_http, _site.Gateway, _site.ApiKey, _timeline);
        var following = follower.RunAsync(stop);
        await Task.WhenAny(follower.Connected, following);

        _timeline.Heading($"A caller dials {DemoSite.Number}");
        _timeline.Restart();
        await using var caller = new Caller(_site.Ports.Sip, _time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(Limit);
        await caller.CallAsync(limit.Token);
        var call = await follower.FirstCallEnded.WaitAsync(limit.Token);

        var proven = await new DemoProof(_http, _site, _timeline, _time).ShowAsync(call, caller, _gateway!.ProcessId, limit.Token);
        if (Stays)
        {
            ShowAddress();
            await following.WaitAsync(stop);
        }

        return proven ? 0 : 1;
    }

    private async Task StartAsync(CancellationToken stop)
    {
        _site.Write();
        _timeline.Heading("Starting the OpenAI simulator, the gateway and a small order service, on loopback");
        await _orders.StartAsync(stop);
        _simulator = Service.Start("Realtime.Simulator", _site.Folder, _site.SimulatorSettings);
        await _simulator.ReadyAsync(_http, new Uri(_site.Simulator, "/simulator/calls"), _time, stop);
        _gateway = Service.Start("Realtime.SipGateway", _site.Folder, _site.GatewaySettings);
        await _gateway.ReadyAsync(_http, new Uri(_site.Gateway, "/ready"), _time, stop);
        _timeline.Plain($"  simulator  process {_simulator.ProcessId}: SIP over TLS on 127.0.0.1:{_site.Ports.SipTls}, API {_site.Simulator}v1");
        _timeline.Plain($"  gateway    process {_gateway.ProcessId}: SIP on 127.0.0.1:{_site.Ports.Sip} (UDP and TCP), HTTP {_site.Gateway}");
        _timeline.Plain($"  settings, logs and call log: {_site.Folder}");
    }

    private void ShowAddress()
    {
        _timeline.Heading("Staying up. Call in with a softphone; Ctrl+C ends it");
        _timeline.Plain($"  address    sip:{DemoSite.Number}@127.0.0.1:{_site.Ports.Sip} (UDP or TCP), no registration");
        _timeline.Plain($"  baresip    baresip -e \"/dial sip:{DemoSite.Number}@127.0.0.1:{_site.Ports.Sip}\"");
        _timeline.Plain($"  linphone   linphonec, then: call sip:{DemoSite.Number}@127.0.0.1:{_site.Ports.Sip}");
        _timeline.Plain("  media      SDES-SRTP or plain RTP, PCMU or PCMA. The simulator hears plain RTP here; the real service may not: use SDES-SRTP there.");
        _timeline.Plain($"  records    curl -H \"Authorization: Bearer {_site.ApiKey}\" {_site.Gateway}api/calls");
        _timeline.Restart();
    }
}
