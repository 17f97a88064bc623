using System.Diagnostics;
using Realtime.Testing;
using Xunit;

namespace Realtime.Interop.Tests;

/// <summary>Packages of the npm registry, exactly as <c>Node/package-lock.json</c> says, installed once beside the other build output.</summary>
internal static class NodeModules
{
    /// <summary>What the SDK runs on; older ones lack parts of the web platform.</summary>
    private const int OldestNode = 20;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly SemaphoreSlim One = new(1, 1);

    public static string Sources => Path.Combine(FolderRules.RepositoryRoot(), "tests", "Realtime.Interop.Tests", "Node");

    /// <summary>The folder that has <c>node_modules</c>; skips the test where npm or its registry cannot be had.</summary>
    public static async Task<string> FolderAsync()
    {
        Stranger.Find("node", "nodejs");
        Stranger.Find("npm", "npm");
        await NeedsNodeAsync();
        await One.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            return await InstallAsync(Path.Combine(FolderRules.RepositoryRoot(), "artifacts", "node"));
        }
        finally
        {
            One.Release();
        }
    }

    private static async Task NeedsNodeAsync()
    {
        using var node = Process.Start(new ProcessStartInfo("node", ["--version"]) { RedirectStandardOutput = true })!;
        var version = (await node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim();
        if (!int.TryParse(version.TrimStart('v').Split('.')[0], out var major) || major < OldestNode)
        {
            Assert.Skip($"Node {version} is older than {OldestNode}, which OpenAI's SDK needs");
        }
    }

    private static async Task<string> InstallAsync(string folder)
    {
        var wanted = await File.ReadAllTextAsync(Path.Combine(Sources, "package-lock.json"), TestContext.Current.CancellationToken);
        var mark = Path.Combine(folder, "node_modules", ".installed");
        if (File.Exists(mark) && await File.ReadAllTextAsync(mark, TestContext.Current.CancellationToken) == wanted)
        {
            return folder;
        }

        Directory.CreateDirectory(folder);
        foreach (var name in new[] { "package.json", "package-lock.json" })
        {
            File.Copy(Path.Combine(Sources, name), Path.Combine(folder, name), overwrite: true);
        }

        var start = new ProcessStartInfo("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var npm = Process.Start(start)!;
        var output = npm.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = npm.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await npm.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            npm.Kill(entireProcessTree: true);
            Assert.Skip($"npm ci did not end within {Patience}: is its registry reachable?");
        }

        if (npm.ExitCode != 0)
        {
            Assert.Skip($"npm ci failed ({npm.ExitCode}): {(await output + await errors).Trim()}");
        }

        await File.WriteAllTextAsync(mark, wanted, TestContext.Current.CancellationToken);
        return folder;
    }
}
