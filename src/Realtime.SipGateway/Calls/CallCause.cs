namespace Realtime.SipGateway.Calls;

/// <summary>Why a call ended: a closed set, chosen where the end arises. Written in snake_case in records and metrics.</summary>
public enum CallCause
{
    /// <summary>BYE from the caller.</summary>
    CallerHungUp,

    /// <summary>CANCEL from the caller before the answer.</summary>
    CallerCancelled,

    /// <summary>The caller never acknowledged our 200 OK.</summary>
    CallerNeverAcknowledged,

    /// <summary>The agent's <c>hang_up</c> tool.</summary>
    AgentHungUp,

    /// <summary>BYE from the vendor.</summary>
    VendorHungUp,

    /// <summary>The vendor answered the INVITE with a failure.</summary>
    VendorRejected,

    /// <summary>The vendor did not answer the INVITE in time.</summary>
    VendorTimedOut,

    /// <summary>No connection to the vendor, or it broke.</summary>
    VendorUnreachable,

    /// <summary>The INVITE went out and no webhook came.</summary>
    WebhookMissing,

    /// <summary>The vendor refused our accept.</summary>
    AcceptRefused,

    /// <summary>The vendor took the accept and never answered the INVITE.</summary>
    AnswerMissing,

    /// <summary>No AI target took the call, and the fallback did not either.</summary>
    FallbackFailed,

    /// <summary>The person, queue or voicemail that a rule sent the call to did not take it, nor did its fallback.</summary>
    DestinationFailed,

    /// <summary>BYE from the person, queue or voicemail that the call was connected to.</summary>
    DestinationHungUp,

    /// <summary>The sideband could not be attached, or was lost for good.</summary>
    SidebandFailed,

    /// <summary>The caller left the agent for whom it was transferred to.</summary>
    Transferred,

    /// <summary>No trunk matched the source.</summary>
    TrunkUnknown,

    /// <summary>The offer breaks the trunk's media policy.</summary>
    MediaRefused,

    /// <summary>A rule rejected the call.</summary>
    RuleRejected,

    /// <summary>A limit (calls, rate) was reached.</summary>
    LimitReached,

    /// <summary>A guardrail ended the call.</summary>
    GuardrailEnded,

    /// <summary>The maximum duration or budget was reached.</summary>
    BudgetExhausted,

    /// <summary>The caller said nothing any more, whatever was asked.</summary>
    CallerSilent,

    /// <summary>The conversation had as many turns as the agent may take, or one of the caller's was too long.</summary>
    ConversationLimit,

    /// <summary>The conversation was left before the service ended its session, which lasts no longer than an hour.</summary>
    SessionExpired,

    /// <summary>The caller's leg broke.</summary>
    CallerUnreachable,

    /// <summary>An operator hung up.</summary>
    OperatorHungUp,

    /// <summary>The gateway is stopping.</summary>
    GatewayStopping,

    /// <summary>The gateway died during the call; written by the next start.</summary>
    GatewayCrashed,

    /// <summary>A fault of ours; the log has it.</summary>
    GatewayFault,
}
