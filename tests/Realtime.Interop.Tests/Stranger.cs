using System.Diagnostics;
using System.Text;
using Xunit;

namespace Realtime.Interop.Tests;

/// <summary>A program that nobody here wrote. A test that needs a missing one is skipped and says which package has it.</summary>
internal sealed class Stranger : IAsyncDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private Stranger(Process process) => _process = process;

    /// <summary>What it wrote so far.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return _output.ToString();
            }
        }
    }

    public bool HasEnded => _process.HasExited;

    /// <summary>Where it is, or the test is skipped.</summary>
    public static string Find(string program, string package)
    {
        if (FindOnPath(program) is { } path)
        {
            return path;
        }

        Assert.Skip($"{program} is not installed (Debian: apt-get install {package})");
        throw new UnreachableException();
    }

    /// <summary>Starts it, or skips the test.</summary>
    public static Stranger Start(string program, string package, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(Find(program, package), arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            Environment = { ["HOME"] = folder },
        };
        var stranger = new Stranger(Process.Start(start)!);
        stranger._process.OutputDataReceived += (_, line) => stranger.Take(line.Data);
        stranger._process.ErrorDataReceived += (_, line) => stranger.Take(line.Data);
        stranger._process.BeginOutputReadLine();
        stranger._process.BeginErrorReadLine();
        return stranger;
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code.</returns>
    /// <exception cref="TimeoutException">It did not end in time.</exception>
    public async Task<int> EndAsync(TimeSpan within)
    {
        using var limit = new CancellationTokenSource(within);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"{_process.StartInfo.FileName} did not end within {within}. It wrote:\n{Output}");
        }

        return _process.ExitCode;
    }

    /// <summary>Types a line at its prompt.</summary>
    public async Task TypeAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Waits until it has written this.</summary>
    public async Task WroteAsync(string text, TimeSpan within)
    {
        using var limit = new CancellationTokenSource(within);
        while (!Output.Contains(text, StringComparison.Ordinal))
        {
            if (limit.IsCancellationRequested || HasEnded)
            {
                throw new TimeoutException($"{_process.StartInfo.FileName} did not write '{text}' within {within}. It wrote:\n{Output}");
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static string? FindOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Append("/usr/sbin")
            .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private void Take(string? line)
    {
        lock (_output)
        {
            _output.AppendLine(line);
        }
    }
}
