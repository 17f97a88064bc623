using System.Text;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Rules.Versions;
using Realtime.SipGateway.Tests.Rules.Versions;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Rules;

public sealed class PolicyStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("policy-").FullName;
    private readonly ManualTimeProvider _time = new();
    private readonly RecordingLogger _log = new();
    private readonly PolicyStore _store;
    private readonly MemoryPolicyLedger _ledger = new();
    private readonly MemoryAuditLog _audit = new();
    private readonly List<IDisposable> _nodes = [];
    private readonly PolicyFile _file;

    public PolicyStoreTests()
    {
        _store = new PolicyStore(PolicyText.Site, _time);
        _file = Node(_store).File;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string PolicyPath => Path.Combine(_folder, "policy.json");

    public void Dispose()
    {
        _nodes.ForEach(node => node.Dispose());
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
    public void A_version_that_a_live_call_was_decided_by_stays_however_many_come()
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        var store = new PolicyStore(PolicyText.Site, _time) { InUse = () => used };
        store.Publish(Bytes("first"));
        used.Add(store.Current.Version);
        store.Publish(Bytes("second"));
        var second = store.Current.Version;

        for (var count = 0; count < PolicyStore.MaxVersions; count++)
        {
            store.Publish(Bytes("next"));
        }

        Assert.NotNull(store.Find(used.Single()));
        Assert.Null(store.Find(second));
    }

    [Fact]
    public void A_replaced_version_stays_until_no_call_can_use_it()
    {
        _store.Publish(Bytes("first"));
        var first = _store.Current.Version;
        _store.Publish(Bytes("second"));

        _time.Advance(PolicyStore.KeptAfterwards);
        _store.Publish(Bytes("third"));
        Assert.NotNull(_store.Find(first));

        _time.Advance(TimeSpan.FromSeconds(1));
        _store.Publish(Bytes("fourth"));
        Assert.Null(_store.Find(first));
    }

    [Fact]
    public async Task A_restart_keeps_number_and_version_and_those_that_calls_may_use()
    {
        await WriteAsync("first");
        await _file.StartingAsync(Token);
        await Node(_store).Versions.PublishAsync(Bytes("by rest"), new PolicyOrigin("key:ops", PolicySource.Rest, "why"), 1, Token);

        var after = new PolicyStore(PolicyText.Site, _time);
        await Node(after).File.StartingAsync(Token);

        Assert.Equal(_store.Current.Version, after.Current.Version);
        Assert.Equal((2, "key:ops", PolicySource.Rest, "why"), (after.Current.Published.Number, after.Current.Published.Actor, after.Current.Published.Source, after.Current.Published.Note));
        Assert.Equal("first", after.Find((await _ledger.FindAsync(1, Token))!.Name)!.Document.Rules[0].Name);
        Assert.Null(after.LastRejected);
    }

    [Fact]
    public async Task A_file_that_changed_while_the_gateway_was_down_replaces_what_was_published_by_rest()
    {
        await WriteAsync("first");
        await _file.StartingAsync(Token);
        await Node(_store).Versions.PublishAsync(Bytes("by rest"), new PolicyOrigin("key:ops", PolicySource.Rest), null, Token);
        await WriteAsync("changed");

        var after = new PolicyStore(PolicyText.Site, _time);
        await Node(after).File.StartingAsync(Token);

        Assert.Equal((3, "changed", "file"), (after.Current.Published.Number, after.Current.Document.Rules[0].Name, after.Current.Published.Actor));
    }

    [Fact]
    public async Task A_file_that_says_what_was_published_before_is_known_at_the_next_start()
    {
        await WriteAsync("first");
        await _file.StartingAsync(Token);
        var versions = Node(_store).Versions;
        await versions.PublishAsync(Bytes("tested"), new PolicyOrigin("key:ops", PolicySource.Rest), null, Token);
        await WriteAsync("tested");
        await Node(new PolicyStore(PolicyText.Site, _time)).File.StartingAsync(Token);
        await versions.PublishAsync(Bytes("later"), new PolicyOrigin("key:ops", PolicySource.Rest), null, Token);

        var after = new PolicyStore(PolicyText.Site, _time);
        await Node(after).File.StartingAsync(Token);

        Assert.Equal((4, "later"), (after.Current.Published.Number, after.Current.Document.Rules[0].Name));
    }

    [Fact]
    public async Task A_restart_with_a_bad_or_missing_file_goes_on_with_the_last_version_and_says_so()
    {
        await WriteAsync("first");
        await _file.StartingAsync(Token);
        File.Delete(PolicyPath);

        var after = new PolicyStore(PolicyText.Site, _time);
        await Node(after).File.StartingAsync(Token);

        Assert.Equal(_store.Current.Version, after.Current.Version);
        Assert.Contains("cannot be read", after.LastRejected!.Faults[0].Why, StringComparison.Ordinal);
        Assert.Contains(_log.Lines, line => line.Level == LogLevel.Error && line.Message.Contains("stays in force", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_last_version_that_does_not_fit_the_settings_any_more_stops_the_start_and_is_named()
    {
        await WriteAsync("first");
        await _file.StartingAsync(Token);
        var text = PolicyText.WithRules("""{ "name": "eu", "accept": { "agent": "desk", "target": "openai-eu" } }""");
        await Node(_store).Versions.PublishAsync(Encoding.UTF8.GetBytes(text), new PolicyOrigin("key:ops", PolicySource.Rest), null, Token);

        var after = new PolicyStore(new PolicySite(["openai"], "openai"), _time);
        var fault = await Assert.ThrowsAsync<PolicyFileException>(() => Node(after).File.StartingAsync(Token));

        Assert.Contains(_store.Current.Version, fault.Message, StringComparison.Ordinal);
        Assert.Contains("rules[0].accept.target", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_changed_while_the_store_is_gone_is_published_when_it_is_back()
    {
        await WriteAsync("first");
        await _file.StartingAsync(Token);
        await _file.StartAsync(Token);
        _ledger.Fails = true;

        await WriteAsync("changed");
        await PollUntilAsync(() => _log.Lines.Any(line => line.Level == LogLevel.Warning && line.Message.Contains("store does not answer", StringComparison.Ordinal)));
        Assert.Equal("first", _store.Current.Document.Rules[0].Name);

        _ledger.Fails = false;
        await PollUntilAsync(() => _store.Current.Document.Rules[0].Name == "changed");
        await _file.StopAsync(Token);
        Assert.Single(_log.Lines, line => line.Message.Contains("store does not answer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_version_that_another_node_published_is_taken_over()
    {
        await WriteAsync("first");
        await _file.StartingAsync(Token);
        await _file.StartAsync(Token);
        var other = new PolicyStore(PolicyText.Site, _time);
        var node = Node(other);
        await node.File.StartingAsync(Token);

        await node.Versions.PublishAsync(Bytes("by the other"), new PolicyOrigin("key:ops", PolicySource.Rest), 1, Token);
        await PollUntilAsync(() => _store.Current.Published.Number == 2);

        Assert.Equal(other.Current.Version, _store.Current.Version);
        await _file.StopAsync(Token);
    }

    [Fact]
    public async Task Of_two_nodes_that_publish_at_once_the_second_is_told_which_version_is_in_force()
    {
        await WriteAsync("first");
        await _file.StartingAsync(Token);
        var mine = Node(_store).Versions;
        var other = new PolicyStore(PolicyText.Site, _time);
        var node = Node(other);
        await node.File.StartingAsync(Token);
        _ledger.BeforeAppend = () => Assert.True(
            node.Versions.PublishAsync(Bytes("theirs"), new PolicyOrigin("user:anna", PolicySource.Console), 1, Token).IsCompletedSuccessfully);

        var publication = await mine.PublishAsync(Bytes("mine"), new PolicyOrigin("key:ops", PolicySource.Rest), 1, Token);

        Assert.Equal((PolicyPublicationResult.Conflict, 2, "user:anna"), (publication.Result, publication.Version!.Number, publication.Version.Actor));
        Assert.Equal("theirs", _store.Current.Document.Rules[0].Name);

        _ledger.BeforeAppend = () => Assert.True(
            node.Versions.PublishAsync(Bytes("theirs again"), new PolicyOrigin("user:anna", PolicySource.Console), 2, Token).IsCompletedSuccessfully);
        publication = await mine.PublishAsync(Bytes("mine"), new PolicyOrigin("key:ops", PolicySource.Rest), null, Token);
        Assert.Equal((PolicyPublicationResult.Published, 4), (publication.Result, publication.Version!.Number));
    }

    [Fact]
    public async Task A_rollback_is_the_old_text_as_a_new_version()
    {
        await WriteAsync("first");
        await _file.StartingAsync(Token);
        var versions = Node(_store).Versions;
        await versions.PublishAsync(Bytes("second"), new PolicyOrigin("key:ops", PolicySource.Rest), null, Token);

        var publication = await versions.RollBackAsync(1, new PolicyOrigin("user:anna", PolicySource.Rest, "it was better"), null, Token);

        Assert.Equal((PolicyPublicationResult.Published, 3, PolicySource.Rollback), (publication.Result, publication.Version!.Number, publication.Version.Source));
        Assert.EndsWith(": it was better", publication.Version.Note, StringComparison.Ordinal);
        Assert.Equal("first", _store.Current.Document.Rules[0].Name);
        Assert.Equal(["file", "key:ops", "user:anna"], _audit.Entries.Select(entry => entry.Actor));
        Assert.All(_audit.Entries, entry => Assert.Equal("policy.published", entry.Action));
        Assert.Contains("added rules[first]", _audit.Entries[^1].Detail, StringComparison.Ordinal);
        Assert.Equal(PolicyPublicationResult.Missing, (await versions.RollBackAsync(9, new PolicyOrigin("user:anna", PolicySource.Rest), null, Token)).Result);
        Assert.Equal(PolicyPublicationResult.Unchanged, (await versions.RollBackAsync(1, new PolicyOrigin("user:anna", PolicySource.Rest), null, Token)).Result);
    }

    [Fact]
    public async Task A_text_with_faults_is_not_published_and_costs_no_number()
    {
        await WriteAsync("first");
        await _file.StartingAsync(Token);

        var publication = await Node(_store).Versions.PublishAsync("{}"u8.ToArray(), new PolicyOrigin("key:ops", PolicySource.Rest), null, Token);

        Assert.Equal(PolicyPublicationResult.Faulty, publication.Result);
        Assert.Contains(publication.Faults, fault => fault.Path == "rules");
        Assert.Equal(1, _store.Current.Published.Number);
        Assert.Null(_store.LastRejected);
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
        await PollUntilAsync(() => _store.Current.Document.Rules[0].Name == "mended" && _store.LastRejected is null);

        await _file.StopAsync(Token);
        Assert.Equal(0, _time.PendingTimers);
    }

    /// <summary>The gateway of this folder, or after a restart the next one.</summary>
    private (PolicyFile File, PolicyVersions Versions) Node(PolicyStore store)
    {
        var options = Options.Create(new PolicyOptions());
        var versions = new PolicyVersions(store, _ledger, _audit, options, _time, _log.CreateLogger<PolicyVersions>());
        var file = new PolicyFile(store, versions, _ledger, options, new Site { ContentRootPath = _folder }, _time, _log.CreateLogger<PolicyFile>());
        _nodes.AddRange([file, versions]);
        return (file, versions);
    }

    private Task WriteAsync(string rule) => File.WriteAllTextAsync(PolicyPath, Text(rule), Token);

    private static string Text(string rule) => PolicyText.WithRules($$"""{ "name": "{{rule}}", "reject": {} }""");

    private static byte[] Bytes(string rule) => Encoding.UTF8.GetBytes(Text(rule));

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
