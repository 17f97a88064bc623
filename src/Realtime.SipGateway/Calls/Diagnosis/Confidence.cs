namespace Realtime.SipGateway.Calls.Diagnosis;

/// <summary>How sure a diagnosis is.</summary>
public enum Confidence
{
    /// <summary>A guess; other explanations fit as well.</summary>
    Low,

    /// <summary>The events fit this explanation better than another.</summary>
    Medium,

    /// <summary>An event says so.</summary>
    High,
}
