namespace Realtime.SipGateway.Sideband.Guardrails;

/// <summary>
/// Aho–Corasick over folded phrases: one pass over the text finds the first place where any of them is complete, whatever their number.
/// Immutable once built; all calls of an agent share it. A position is an integer, so that a stream costs its reader nothing.
/// </summary>
internal sealed class PhraseAutomaton
{
    public const int Start = 0;

    /// <summary>No phrase is complete here.</summary>
    public const int None = -1;

    private readonly int[] _firstEdge;
    private readonly char[] _edgeCharacters;
    private readonly int[] _edgeTargets;
    private readonly int[] _fallback;
    private readonly int[] _match;
    private readonly int[] _shorter;

    /// <param name="patterns">As <see cref="FoldedText.Pattern"/> gives them; empty ones never match.</param>
    public PhraseAutomaton(IReadOnlyList<string> patterns)
    {
        var nodes = new List<SortedDictionary<char, int>> { new() };
        var match = new List<int> { None };
        for (var index = 0; index < patterns.Count; index++)
        {
            Insert(patterns[index], index, nodes, match);
        }

        _match = [.. match];
        _firstEdge = new int[nodes.Count + 1];
        _edgeCharacters = new char[nodes.Count - 1];
        _edgeTargets = new int[nodes.Count - 1];
        var edge = 0;
        for (var node = 0; node < nodes.Count; node++)
        {
            _firstEdge[node] = edge;
            foreach (var (character, target) in nodes[node])
            {
                _edgeCharacters[edge] = character;
                _edgeTargets[edge++] = target;
            }
        }

        _firstEdge[nodes.Count] = edge;
        _fallback = new int[nodes.Count];
        _shorter = new int[nodes.Count];
        LinkFallbacks();
    }

    /// <summary>Takes one folded character.</summary>
    public int Step(int position, char character)
    {
        while (true)
        {
            var next = Follow(position, character);
            if (next >= 0 || position == Start)
            {
                return Math.Max(next, Start);
            }

            position = _fallback[position];
        }
    }

    /// <summary>The index of the longest phrase that is complete at this position, or <see cref="None"/>.</summary>
    public int MatchAt(int position) => _match[position];

    /// <summary>A position where a shorter phrase is complete at the same place as one complete here; <see cref="Start"/>: there is none.</summary>
    public int Shorter(int position) => _shorter[position];

    private static void Insert(string pattern, int index, List<SortedDictionary<char, int>> nodes, List<int> match)
    {
        var node = Start;
        foreach (var character in pattern)
        {
            if (!nodes[node].TryGetValue(character, out var next))
            {
                next = nodes.Count;
                nodes[node].Add(character, next);
                nodes.Add([]);
                match.Add(None);
            }

            node = next;
        }

        if (node != Start && match[node] == None)
        {
            match[node] = index;
        }
    }

    /// <summary>Breadth first: the fallback of a node is its longest proper suffix that is also a node.</summary>
    private void LinkFallbacks()
    {
        var queue = new Queue<int>();
        queue.Enqueue(Start);
        while (queue.TryDequeue(out var node))
        {
            for (var edge = _firstEdge[node]; edge < _firstEdge[node + 1]; edge++)
            {
                var target = _edgeTargets[edge];
                _fallback[target] = node == Start ? Start : Step(_fallback[node], _edgeCharacters[edge]);
                // Complete phrases form a chain from the longest to the shortest; a node without one of its own begins at the next that has.
                var fallback = _fallback[target];
                if (_match[target] == None)
                {
                    (_match[target], _shorter[target]) = (_match[fallback], _shorter[fallback]);
                }
                else
                {
                    _shorter[target] = _match[fallback] == None ? Start : fallback;
                }

                queue.Enqueue(target);
            }
        }
    }

    private int Follow(int node, char character)
    {
        var first = _firstEdge[node];
        var found = _edgeCharacters.AsSpan(first, _firstEdge[node + 1] - first).BinarySearch(character);
        return found < 0 ? -1 : _edgeTargets[first + found];
    }
}
