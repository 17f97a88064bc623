using Realtime.Testing;
using Xunit;

namespace Realtime.Interop.Tests;

/// <summary>Debian's Kamailio with a configuration of <c>sip-config/kamailio</c> in which only addresses and file names are exchanged.</summary>
internal static class Kamailio
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="folder">Where its files go.</param>
    /// <param name="file">Name of the configuration.</param>
    /// <param name="changes">What stands in the file, and what takes its place.</param>
    public static async Task<Stranger> StartAsync(TemporaryFolder folder, string file, params (string From, string To)[] changes)
    {
        Stranger.Find("kamailio", "kamailio kamailio-tls-modules");
        var text = await File.ReadAllTextAsync(Path.Combine(FolderRules.RepositoryRoot(), "sip-config/kamailio", file));
        foreach (var (from, to) in changes)
        {
            Assert.Contains(from, text, StringComparison.Ordinal);
            text = text.Replace(from, to, StringComparison.Ordinal);
        }

        var ready = "ready-" + Guid.NewGuid().ToString("N");
        text += text.Contains("xlog.so", StringComparison.Ordinal) ? "" : "\nloadmodule \"xlog.so\"";
        text += $"\nevent_route[core:worker-one-init] {{ xlog(\"L_ERR\", \"{ready}\\n\"); }}\n";
        var run = Directory.CreateDirectory(folder.File("run")).FullName;
        var kamailio = Stranger.Start(
            "kamailio", "kamailio kamailio-tls-modules", folder.Path, "-f", folder.Write(file, text), "-DD", "-E", "-m", "32", "-M", "4", "-Y", run, "-P", folder.File("kamailio.pid"));
        await kamailio.WroteAsync(ready, Limit);
        return kamailio;
    }
}
