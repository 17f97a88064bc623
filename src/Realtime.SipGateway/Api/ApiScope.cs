namespace Realtime.SipGateway.Api;

/// <summary>What a key may do; each scope includes those before it.</summary>
public enum ApiScope
{
    /// <summary>Look: calls, events, policy.</summary>
    Viewer = 1,

    /// <summary>Act on live calls.</summary>
    Supervisor,

    /// <summary>Change the gateway.</summary>
    Admin,
}
