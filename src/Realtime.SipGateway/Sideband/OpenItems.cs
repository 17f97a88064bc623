namespace Realtime.SipGateway.Sideband;

/// <summary>Items that were begun and not ended: what to ask for when a new connection may have missed their end.</summary>
internal sealed class OpenItems
{
    /// <summary>A response has a few; more means that ends were lost.</summary>
    private const int MaxItems = 32;

    private readonly Dictionary<string, string> _responses = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Ids => _responses.Keys;

    public void Begun(string itemId, string responseId)
    {
        if (_responses.Count == MaxItems)
        {
            _responses.Clear();
        }

        _responses[itemId] = responseId;
    }

    /// <summary>The response of an item that was open until now; null for any other.</summary>
    public string? Ended(string itemId) => _responses.Remove(itemId, out var responseId) ? responseId : null;
}
