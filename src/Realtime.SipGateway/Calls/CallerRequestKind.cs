namespace Realtime.SipGateway.Calls;

/// <summary>What a caller left for people.</summary>
public enum CallerRequestKind
{
    Callback,
    Message,
}
