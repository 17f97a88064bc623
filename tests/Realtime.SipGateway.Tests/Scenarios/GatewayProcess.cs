using System.Diagnostics;
using System.Text;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>The gateway as a process of its own, which can be killed as no host in this process can.</summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private GatewayProcess(Process process) => _process = process;

    private string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    /// <summary>Starts it with the settings of a scenario whose own gateway was stopped, and waits until it takes calls.</summary>
    public static async Task<GatewayProcess> StartAsync(GatewayScenario scenario, params string[] arguments)
    {
        var own = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar);
        var program = Path.Combine(own, "..", "..", "Realtime.SipGateway", Path.GetFileName(own), "Realtime.SipGateway.dll");
        var start = new ProcessStartInfo("dotnet", [
            Path.GetFullPath(program), .. scenario.Arguments, $"--Policy:File={Path.Combine(scenario.Folder, "policy.json")}",
            $"--Store:Path={Path.Combine(scenario.Folder, "gateway.db")}", "--Logging:LogLevel:Default=Information", .. arguments])
        {
            WorkingDirectory = scenario.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var gateway = new GatewayProcess(Process.Start(start)!);
        gateway._process.OutputDataReceived += (_, line) => gateway.Take(line.Data);
        gateway._process.ErrorDataReceived += (_, line) => gateway.Take(line.Data);
        gateway._process.BeginOutputReadLine();
        gateway._process.BeginErrorReadLine();
        await GatewayScenario.EventuallyAsync(async () => await gateway.IsReadyAsync(scenario) ? gateway : null);
        return gateway;
    }

    /// <summary>Kills it with SIGKILL.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private async Task<bool> IsReadyAsync(GatewayScenario scenario)
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"The gateway did not start: {Output}");
        }

        try
        {
            using var answer = await scenario.Http.GetAsync(new Uri(scenario.Address, "/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Take(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }
}
