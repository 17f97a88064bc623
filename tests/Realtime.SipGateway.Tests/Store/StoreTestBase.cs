using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Store;
using Xunit;

namespace Realtime.SipGateway.Tests.Store;

/// <summary>Tests that hold of either database.</summary>
public abstract class StoreTestBase
{
    protected static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    private readonly StoreProvider _provider;

    protected StoreTestBase(StoreProvider provider)
    {
        _provider = provider;
        if (provider == StoreProvider.Postgresql)
        {
            PostgresServer.Require();
        }
    }

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected Task<StoreFixture> OpenAsync(StoreFixture? again = null, string node = "node-2", Action<StoreOptions>? configure = null) =>
        StoreFixture.OpenAsync(again?.Folder, OptionsOf(configure), node);

    private protected StoreFixture Create(StoreFixture? again = null, string node = "node-2") => StoreFixture.Create(again?.Folder, OptionsOf(null), node);

    private protected static CallEvent Event(CallId call, long sequence, CallEventData data, string node = "node-1") =>
        new(call, sequence, Noon.AddMilliseconds(sequence), node, data);

    private protected static WebhookClaim Claim(string webhookId, string id) => new(webhookId, "openai", RealtimeCallId.Parse(id), null, Noon);

    private protected static async Task<List<CallEvent>> ReadAsync(StoreFixture store, CallId call)
    {
        var events = new List<CallEvent>();
        await foreach (var one in store.Events.ReadAsync(call, Token))
        {
            events.Add(one);
        }

        return events;
    }

    private StoreOptions OptionsOf(Action<StoreOptions>? configure)
    {
        var options = new StoreOptions { Provider = _provider };
        configure?.Invoke(options);
        return options;
    }
}
