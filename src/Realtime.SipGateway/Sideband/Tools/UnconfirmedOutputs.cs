namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>Outputs that were sent and that the service has not confirmed: a new connection says them again. Only the last 16 are kept.</summary>
internal sealed class UnconfirmedOutputs
{
    private const int Max = 16;

    private readonly Dictionary<string, string> _outputs = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <summary>By the id of the function call.</summary>
    public IReadOnlyDictionary<string, string> All => _outputs;

    public void Sent(string functionCallId, string output)
    {
        _outputs[functionCallId] = output;
        _order.Enqueue(functionCallId);
        if (_order.Count > Max)
        {
            _outputs.Remove(_order.Dequeue());
        }
    }

    public void Confirmed(string functionCallId) => _outputs.Remove(functionCallId);
}
