using Realtime.Sip.Messages;
using Realtime.Sip.Resolution;
using Realtime.Sip.Tests.Transports;
using Realtime.Sip.Transports;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.Resolution;

/// <summary>A resolver, a server that it asks, and a clock.</summary>
internal sealed class ResolverRig : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("resolver").FullName;

    public DnsServerDouble Server { get; } = new();

    public ManualTimeProvider Time { get; } = new();

    public SipCounters Counters { get; } = new();

    public RecordingLogger Logs { get; } = new();

    /// <summary>What chance gives next; zero when it has run out.</summary>
    public Queue<int> Chances { get; } = [];

    public string HostsFile => Path.Combine(_folder, "hosts");

    public string ResolverFile => Path.Combine(_folder, "resolv.conf");

    public SipResolver Resolver { get; private set; } = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static ResolverRig Start(
        Func<SipDnsOptions, SipDnsOptions>? set = null, SipTransportKind[]? kinds = null, string? hosts = null, string? resolverFile = null, bool realTime = false)
    {
        var rig = new ResolverRig();
        if (hosts is not null)
        {
            File.WriteAllText(rig.HostsFile, hosts);
        }

        if (resolverFile is not null)
        {
            File.WriteAllText(rig.ResolverFile, resolverFile);
        }

        var options = new SipDnsOptions { Servers = [rig.Server.EndPoint], HostsFile = rig.HostsFile, ResolverFile = rig.ResolverFile };
        rig.Resolver = new SipResolver(
            set is null ? options : set(options), rig.Counters, realTime ? TimeProvider.System : rig.Time, rig.Logs, kinds, rig.Chance);
        return rig;
    }

    /// <summary>The destinations as <c>udp 192.0.2.1:5060</c>.</summary>
    public async Task<List<string>> ResolveAsync(string uri)
    {
        var found = await Resolver.ResolveAsync(SipUri.Parse(uri), Token).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Token);
        return [.. found.Select(destination => $"{destination.Kind.UriParameter()} {destination.EndPoint}")];
    }

    /// <summary>The clock goes on by that much, when the wait for it has begun.</summary>
    public async Task AdvanceUntilAsync(TimeSpan much, Task done)
    {
        await StackHarness.UntilAsync(() => Time.PendingTimers >= 2 || done.IsCompleted);
        Time.Advance(much);
        await done.WaitAsync(TimeSpan.FromSeconds(30), Token);
    }

    public async ValueTask DisposeAsync()
    {
        Resolver.Dispose();
        await Server.DisposeAsync();
        Counters.Dispose();
        Logs.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private int Chance(int below) => Chances.TryDequeue(out var chance) ? Math.Min(chance, below - 1) : 0;
}
