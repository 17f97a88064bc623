using Microsoft.Extensions.Logging;
using Realtime.SipGateway.Api;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Store;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Api;

public sealed class StoredKeysTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly Ledger _ledger = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_another_node_revoked_is_refused_within_seconds()
    {
        using var log = new RecordingLogger();
        using var keys = new StoredKeys(_ledger, _time, log.CreateLogger<StoredKeys>());
        var secret = Add();
        Assert.NotNull(await keys.FindAsync(secret, Token));

        _ledger.Keys[0] = _ledger.Keys[0] with { RevokedAt = _time.GetUtcNow() };

        Assert.NotNull(await keys.FindAsync(secret, Token));
        _time.Advance(StoredList<StoredApiKey>.FreshFor);
        Assert.Null(await keys.FindAsync(secret, Token));
    }

    [Fact]
    public async Task A_key_is_refused_from_its_expiry_on()
    {
        using var log = new RecordingLogger();
        using var keys = new StoredKeys(_ledger, _time, log.CreateLogger<StoredKeys>());
        var secret = Add(_time.GetUtcNow().AddHours(1));
        Assert.NotNull(await keys.FindAsync(secret, Token));

        _time.Advance(TimeSpan.FromHours(1));

        Assert.Null(await keys.FindAsync(secret, Token));
    }

    [Fact]
    public async Task A_store_that_cannot_be_read_shuts_nobody_out_for_a_minute_and_lets_nobody_in_after()
    {
        using var log = new RecordingLogger();
        using var keys = new StoredKeys(_ledger, _time, log.CreateLogger<StoredKeys>());
        var secret = Add();
        Assert.NotNull(await keys.FindAsync(secret, Token));

        _ledger.Fault = new StoreException("gone");
        _time.Advance(StoredList<StoredApiKey>.FreshFor);
        Assert.NotNull(await keys.FindAsync(secret, Token));
        _time.Advance(StoredList<StoredApiKey>.TrustedFor);
        Assert.Null(await keys.FindAsync(secret, Token));
        _ledger.Fault = null;
        _time.Advance(StoredList<StoredApiKey>.FreshFor);
        Assert.NotNull(await keys.FindAsync(secret, Token));
    }

    [Fact]
    public async Task A_thousand_uses_are_one_write_and_one_read()
    {
        using var log = new RecordingLogger();
        using var keys = new StoredKeys(_ledger, _time, log.CreateLogger<StoredKeys>());
        var secret = Add();
        for (var use = 0; use < 1_000; use++)
        {
            await keys.FindAsync(secret, Token);
        }

        Assert.Equal((1, 1), (_ledger.Uses, _ledger.Reads));
        _time.Advance(StoredKeys.UseInterval);
        await keys.FindAsync(secret, Token);
        Assert.Equal(2, _ledger.Uses);
    }

    [Fact]
    public async Task Neither_a_hash_nor_an_endless_text_is_a_key()
    {
        using var log = new RecordingLogger();
        using var keys = new StoredKeys(_ledger, _time, log.CreateLogger<StoredKeys>());
        Add();

        Assert.Null(await keys.FindAsync(_ledger.Keys[0].Hash, Token));
        Assert.Null(await keys.FindAsync("", Token));
        Assert.Null(await keys.FindAsync(new string('x', 1_000_000), Token));
    }

    private string Add(DateTimeOffset? expires = null)
    {
        var (key, secret) = ApiKeyMaker.Make("crm", ApiScope.Viewer, _time.GetUtcNow(), expires, "cli");
        _ledger.Keys.Add(key);
        return secret;
    }

    private sealed class Ledger : IApiKeyLedger
    {
        public List<StoredApiKey> Keys { get; } = [];

        public StoreException? Fault { get; set; }

        public int Uses { get; private set; }

        public int Reads { get; private set; }

        public ValueTask<bool> AddAsync(StoredApiKey key, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<IReadOnlyList<StoredApiKey>> ListAsync(CancellationToken cancellationToken)
        {
            Reads++;
            return Fault is null ? new([.. Keys]) : throw Fault;
        }

        public ValueTask<bool> RevokeAsync(string id, string by, CancellationToken cancellationToken) => throw new NotSupportedException();

        public void Used(string id, DateTimeOffset at) => Uses++;
    }
}
