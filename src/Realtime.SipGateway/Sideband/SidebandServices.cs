using Realtime.SipGateway.Sideband.Tools;

namespace Realtime.SipGateway.Sideband;

/// <summary>What all conversations of this process share.</summary>
/// <param name="Runner">Runs tools.</param>
internal sealed record SidebandServices(ToolRunner Runner);
