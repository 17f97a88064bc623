namespace Realtime.SipGateway.Sideband.Tools.Later;

/// <summary>Section <c>ToolCallbacks</c>: where services deliver the results of tools that answer later. Empty: none can.</summary>
public sealed class ToolCallbackOptions
{
    /// <summary>Address of this gateway as services reach it, such as <c>https://gateway.example.com</c>; of all nodes together.</summary>
    public string? PublicUrl { get; set; }

    /// <summary>Reference (<c>env:NAME</c>, <c>file:/path</c>) of the key that signs callback URLs, at least 32 characters, the same on all nodes.</summary>
    public string? Key { get; set; }
}
