using System.Text;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Rules;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Rules;

public sealed class PolicyStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("policy-").FullName;
    private readonly ManualTimeProvider _time = new();
    private readonly RecordingLogger _log = new();
    private readonly PolicyStore _store;
    private readonly PolicyFile _file;

    public PolicyStoreTests()
    {
        _store = new PolicyStore(PolicyText.Site, _time);
        _file = new PolicyFile(
            _store, Options.Create(new PolicyOptions()), new Site { ContentRootPath = _folder }, _time, _log.CreateLogger<PolicyFile>());
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string PolicyPath => Path.Combine(_folder, "policy.json");

    public void Dispose()
    {
        _file.Dispose();
        _log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_version_is_a_number_and_digits_of_the_documents_hash_and_stays_findable()
    {
        Assert.Empty(_store.Publish(Encoding.UTF8.GetBytes(PolicyText.WithRules(PolicyText.LastRule))));
        var first = _store.Current;
        Assert.Empty(_store.Publish(Encoding.UTF8.GetBytes(PolicyText.WithRules("""{ "name": "no", "reject": {} }"""))));

        Assert.Matches("^1-[0-9a-f]{8}$", first.Version);
        Assert.Matches("^2-[0-9a-f]{8}$", _store.Current.Version);
        Assert.Same(first, _store.Find(first.Version));
        Assert.Null(_store.Find("9-00000000"));
    }

    [Fact]
    public void Old_versions_go_when_there_are_too_many()
    {
        var json = Encoding.UTF8.GetBytes(PolicyText.WithRules(PolicyText.LastRule));
        _store.Publish(json);
        var first = _store.Current.Version;

        for (var count = 0; count < PolicyStore.MaxVersions; count++)
        {
            _store.Publish(json);
        }

        Assert.Null(_store.Find(first));
        Assert.NotNull(_store.Find(_store.Current.Version));
    }

    [Fact]
    public async Task A_start_without_a_good_file_fails_with_every_fault()
    {
        await File.WriteAllTextAsync(PolicyPath, """{ "agents": { "a": {} }, "rules": [] }""", Token);

        var fault = await Assert.ThrowsAsync<PolicyFileException>(() => _file.StartingAsync(Token));

        Assert.Contains(PolicyPath, fault.Message, StringComparison.Ordinal);
        Assert.Contains("agents.a.model: is missing", fault.Message, StringComparison.Ordinal);
        Assert.Contains("rules: has 0 entries", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_without_a_file_says_where_it_should_be()
    {
        var fault = await Assert.ThrowsAsync<PolicyFileException>(() => _file.StartingAsync(Token));

        Assert.Contains(PolicyPath, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_file_is_taken_over_and_a_bad_one_is_refused_and_kept_for_health()
    {
        await File.WriteAllTextAsync(PolicyPath, PolicyText.WithRules(PolicyText.LastRule), Token);
        await _file.StartingAsync(Token);
        await _file.StartAsync(Token);

        await File.WriteAllTextAsync(PolicyPath, PolicyText.WithRules("""{ "name": "changed", "reject": {} }"""), Token);
        await PollUntilAsync(() => _store.Current.Document.Rules[0].Name == "changed");
        var good = _store.Current;

        await File.WriteAllTextAsync(PolicyPath, """{ "agents": {}, "rulez": [] }""", Token);
        await PollUntilAsync(() => _log.Lines.Any(line => line.Level == LogLevel.Error && line.Message.Contains("rulez", StringComparison.Ordinal)));
        Assert.Same(good, _store.Current);
        Assert.Contains(_store.LastRejected!.Faults, told => told.Path == "rulez");

        await File.WriteAllTextAsync(PolicyPath, PolicyText.WithRules("""{ "name": "mended", "reject": {} }"""), Token);
        await PollUntilAsync(() => _store.Current.Document.Rules[0].Name == "mended");
        Assert.Null(_store.LastRejected);

        await _file.StopAsync(Token);
        Assert.Equal(0, _time.PendingTimers);
    }

    private async Task PollUntilAsync(Func<bool> reached)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!reached())
        {
            bound.Token.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromMilliseconds(PolicyOptions.DefaultPollMs));
            await Task.Yield();
        }
    }

    private sealed class Site : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "Test";

        public string ApplicationName { get; set; } = "Test";

        public required string ContentRootPath { get; set; }

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
