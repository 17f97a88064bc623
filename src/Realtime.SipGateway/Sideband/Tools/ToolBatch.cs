namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>The function calls of one response: answered one by one, spoken about once.</summary>
internal sealed class ToolBatch
{
    /// <summary>Calls that still run.</summary>
    public int Running { get; set; }

    /// <summary>The response is over: no more calls come.</summary>
    public bool IsComplete { get; set; }

    /// <summary>One of them was <c>hang_up</c>: nothing more is said.</summary>
    public bool EndsCall { get; set; }
}
