namespace Realtime.SipGateway.Sideband.Tools.Hosted;

/// <summary>
/// Questions that the service has announced and not asked yet. Only a finished item is one: when it is announced its arguments are still empty, and a
/// person must decide on those that will be used.
/// </summary>
internal sealed class HostedQuestions
{
    /// <summary>Announced at a time; the oldest is forgotten.</summary>
    private const int MaxOpen = 64;

    private readonly Dictionary<string, string?> _responses = new(StringComparer.Ordinal);

    /// <summary>The item is there.</summary>
    /// <param name="itemId">The question.</param>
    /// <param name="responseId">The response that asks; null when the event does not tell it.</param>
    public void Announced(string itemId, string? responseId)
    {
        if (!_responses.TryGetValue(itemId, out var known) && _responses.Count == MaxOpen)
        {
            _responses.Remove(_responses.Keys.First());
        }

        _responses[itemId] = responseId ?? known;
    }

    /// <summary>The item is whole, or was cut.</summary>
    /// <returns>The response that asks; null when it was never told.</returns>
    public string? Ended(string itemId) => _responses.Remove(itemId, out var responseId) ? responseId : null;

    /// <summary>Items of a response that is over whose ends did not come.</summary>
    public IReadOnlyList<string> Missing(string responseId)
    {
        var missing = _responses.Where(one => one.Value is null || one.Value == responseId).Select(static one => one.Key).ToList();
        foreach (var itemId in missing)
        {
            _responses[itemId] = responseId;
        }

        return missing;
    }
}
