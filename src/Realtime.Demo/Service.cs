using System.Diagnostics;

namespace Realtime.Demo;

/// <summary>One of our programs, started as it really runs: its own process, configured by environment variables. Its log goes to a file.</summary>
internal sealed class Service : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly Task _copying;

    private Service(Process process, string logPath)
    {
        _process = process;
        LogPath = logPath;
        _log = new StreamWriter(logPath) { AutoFlush = true };
        _copying = Task.WhenAll(CopyAsync(process.StandardOutput), CopyAsync(process.StandardError));
    }

    public int ProcessId => _process.Id;

    public string LogPath { get; }

    public bool HasExited => _process.HasExited;

    /// <summary>Starts <c>{assembly}.dll</c> from beside the demo.</summary>
    public static Service Start(string assembly, string folder, IReadOnlyDictionary<string, string> settings)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, assembly + ".dll") },
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (key, value) in settings)
        {
            start.Environment[key] = value;
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException($"{assembly} could not be started.");
        return new Service(process, Path.Combine(folder, assembly + ".log"));
    }

    /// <summary>Waits until the address answers 200.</summary>
    /// <exception cref="DemoException">The process ended, or did not answer in time; the end of its log says why.</exception>
    public async Task ReadyAsync(HttpClient http, Uri address, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < 300; tries++)
        {
            if (_process.HasExited)
            {
                break;
            }

            try
            {
                using var answer = await http.GetAsync(address, cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), time, cancellationToken);
        }

        throw new DemoException($"{Path.GetFileNameWithoutExtension(LogPath)} did not start. Its log, {LogPath}:\n{await LogEndAsync()}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        await _copying;
        await _log.DisposeAsync();
        _process.Dispose();
    }

    private async Task<string> LogEndAsync()
    {
        using var stream = new FileStream(LogPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return string.Join('\n', (await reader.ReadToEndAsync()).Split('\n').TakeLast(30));
    }

    private async Task CopyAsync(StreamReader from)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            lock (_log)
            {
                _log.WriteLine(line);
            }
        }
    }
}
