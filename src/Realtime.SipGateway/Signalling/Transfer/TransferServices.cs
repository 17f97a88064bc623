using Microsoft.Extensions.Options;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Signalling.Transfer;

/// <summary>What the transfer of every call needs.</summary>
internal sealed record TransferServices(TransferAllowList AllowList, IOptions<SignallingOptions> Settings, TimeProvider Time, ILogger<CallTransfer> Log)
{
    public SignallingOptions Options => Settings.Value;
}
