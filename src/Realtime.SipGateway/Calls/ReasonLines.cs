using System.Collections;

namespace Realtime.SipGateway.Calls;

/// <summary>The lines of an explanation, written when somebody reads them.</summary>
internal sealed class ReasonLines(Lazy<DecisionReasons> reasons) : IReadOnlyList<string>
{
    private IReadOnlyList<string>? _lines;

    public int Count => Lines.Count;

    public string this[int index] => Lines[index];

    private IReadOnlyList<string> Lines => _lines ??= reasons.Value.ToLines();

    public IEnumerator<string> GetEnumerator() => Lines.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
