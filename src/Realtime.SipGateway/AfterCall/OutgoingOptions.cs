namespace Realtime.SipGateway.AfterCall;

/// <summary>Section <c>Webhooks:Outgoing</c>: who is told of calls, by name.</summary>
public sealed class OutgoingOptions
{
    public const string Section = "Webhooks:Outgoing";

    /// <summary>Each is told of every call: more are another system's job.</summary>
    public const int MaxEndpoints = 16;

    public Dictionary<string, OutgoingEndpointOptions> Endpoints { get; } = new(StringComparer.Ordinal);
}
