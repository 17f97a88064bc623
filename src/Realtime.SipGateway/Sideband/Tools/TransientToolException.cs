namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>An answer that another try may better: carries what the model is told if it does not.</summary>
internal sealed class TransientToolException(ToolOutput output) : Exception
{
    public ToolOutput Output { get; } = output;
}
