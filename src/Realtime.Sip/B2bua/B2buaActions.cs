using System.Collections;

namespace Realtime.Sip.B2bua;

/// <summary>Up to eight actions in their order, packed into one word so that a step allocates nothing.</summary>
internal readonly record struct B2buaActions : IEnumerable<B2buaAction>
{
    private const int BitsPerAction = 8;
    private const int Capacity = 64 / BitsPerAction;

    private readonly ulong _packed;

    private B2buaActions(ulong packed, int count)
    {
        _packed = packed;
        Count = count;
    }

    public int Count { get; }

    public B2buaAction this[int index] => (B2buaAction)(byte)(_packed >> (index * BitsPerAction));

    public static B2buaActions Of(B2buaAction action) => default(B2buaActions).Then(action);

    public B2buaActions Then(B2buaAction action) => Count < Capacity
        ? new(_packed | ((ulong)action << (Count * BitsPerAction)), Count + 1)
        : throw new InvalidOperationException("A step has more actions than fit.");

    public B2buaActions Then(B2buaActions actions)
    {
        var all = this;
        for (var i = 0; i < actions.Count; i++)
        {
            all = all.Then(actions[i]);
        }

        return all;
    }

    public IEnumerator<B2buaAction> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => string.Join(' ', this);
}
