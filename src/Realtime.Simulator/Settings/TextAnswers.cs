using System.Collections.Concurrent;
using System.Text.Json;

namespace Realtime.Simulator.Settings;

/// <summary>The answers to come of the text model, in order, and what it was asked.</summary>
public sealed class TextAnswers
{
    /// <summary>Requests that are kept for tests to look at.</summary>
    private const int Capacity = 1_000;

    private readonly ConcurrentQueue<JsonElement> _asked = [];
    private volatile ConcurrentQueue<TextAnswer> _next = [];

    /// <summary>The bodies of the requests that were taken, oldest first.</summary>
    public IReadOnlyList<JsonElement> Asked => [.. _asked];

    /// <summary>Replaces the answers to come.</summary>
    public void Set(IEnumerable<TextAnswer> answers) => _next = new ConcurrentQueue<TextAnswer>(answers);

    /// <summary>The answer to this request; an empty one when the test gave none.</summary>
    public TextAnswer Next(JsonElement request)
    {
        _asked.Enqueue(request);
        while (_asked.Count > Capacity)
        {
            _asked.TryDequeue(out _);
        }

        return _next.TryDequeue(out var answer) ? answer : new TextAnswer();
    }
}
