namespace Realtime.SipGateway.Calls;

/// <summary>Who ended a call.</summary>
public enum CallEndedBy
{
    /// <summary>The caller hung up or gave up.</summary>
    Caller,

    /// <summary>The agent decided to end it, by its <c>hang_up</c> tool.</summary>
    Agent,

    /// <summary>The AI vendor's side ended or refused it.</summary>
    Vendor,

    /// <summary>A rule, limit, guardrail or budget of this gateway.</summary>
    Policy,

    /// <summary>The gateway itself: shutdown, fault, a peer that went silent.</summary>
    Gateway,

    /// <summary>The person, queue or voicemail that the caller was connected or transferred to.</summary>
    Destination,

    /// <summary>A person or program through the control API.</summary>
    Operator,
}
