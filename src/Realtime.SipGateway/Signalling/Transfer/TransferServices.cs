using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Signalling.Targets;

namespace Realtime.SipGateway.Signalling.Transfer;

/// <summary>What the transfer of every call needs.</summary>
internal sealed record TransferServices(
    TransferAllowList AllowList, OutboundRoutes Routes, TrunkBook Trunks, TimeProvider Time, ILogger<CallTransfer> Log);
