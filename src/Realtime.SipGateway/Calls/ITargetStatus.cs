namespace Realtime.SipGateway.Calls;

/// <summary>How well the sides answer that calls are sent to; implemented by signalling.</summary>
public interface ITargetStatus
{
    /// <summary>AI targets first, then trunks and destinations that were asked for or met by a call.</summary>
    IReadOnlyList<TargetStatus> List();
}
