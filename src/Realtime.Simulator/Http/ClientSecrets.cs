using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Realtime.Simulator.Story;

namespace Realtime.Simulator.Http;

/// <summary>The client secrets that were minted and have not expired.</summary>
internal sealed class ClientSecrets(TimeProvider time)
{
    private const int Capacity = 10_000;

    private readonly ConcurrentDictionary<string, ClientSecret> _secrets = new();

    /// <summary>Mints one; null when there are too many.</summary>
    public ClientSecret? Mint(JsonObject? session, TimeSpan lifetime)
    {
        var now = time.GetUtcNow();
        foreach (var old in _secrets.Values.Where(secret => secret.ExpiresAt <= now.ToUnixTimeSeconds()))
        {
            _secrets.TryRemove(old.Value, out _);
        }

        var minted = new ClientSecret(Ids.NewHex("ek_", 32), (now + lifetime).ToUnixTimeSeconds(), session);
        return _secrets.Count < Capacity && _secrets.TryAdd(minted.Value, minted) ? minted : null;
    }

    /// <summary>A secret that is still good.</summary>
    public ClientSecret? Find(string value) =>
        _secrets.TryGetValue(value, out var secret) && secret.ExpiresAt > time.GetUtcNow().ToUnixTimeSeconds() ? secret : null;
}
