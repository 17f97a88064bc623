using Realtime.Sip.Transactions;
using Xunit;

namespace Realtime.Sip.Tests.Transactions;

/// <summary>The rows of one figure. Every combination that has no row must change nothing.</summary>
internal sealed class MachineTable(Func<TransactionState, TransactionEvent, bool, TransactionStep> step)
{
    private readonly Dictionary<(TransactionState State, TransactionEvent Happening, bool Reliable), TransactionStep> _rows = [];

    /// <summary>A row that holds on every transport.</summary>
    public MachineTable Row(TransactionState state, TransactionEvent happening, TransactionState next, TransactionActions actions) =>
        Unreliable(state, happening, next, actions).Reliable(state, happening, next, actions);

    public MachineTable Unreliable(TransactionState state, TransactionEvent happening, TransactionState next, TransactionActions actions)
    {
        _rows.Add((state, happening, false), new TransactionStep(next, actions));
        return this;
    }

    public MachineTable Reliable(TransactionState state, TransactionEvent happening, TransactionState next, TransactionActions actions)
    {
        _rows.Add((state, happening, true), new TransactionStep(next, actions));
        return this;
    }

    public void Holds()
    {
        foreach (var state in Enum.GetValues<TransactionState>())
        {
            foreach (var happening in Enum.GetValues<TransactionEvent>())
            {
                foreach (var reliable in (bool[])[false, true])
                {
                    var expected = _rows.GetValueOrDefault((state, happening, reliable), new TransactionStep(state, TransactionActions.None));
                    Assert.Equal(
                        (state, happening, reliable, expected),
                        (state, happening, reliable, step(state, happening, reliable)));
                }
            }
        }
    }
}
