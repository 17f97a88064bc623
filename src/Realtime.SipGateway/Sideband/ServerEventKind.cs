namespace Realtime.SipGateway.Sideband;

/// <summary>The event types that the gateway reads; every other type is ignored.</summary>
internal enum ServerEventKind
{
    Unknown,
    AgentSpeechDelta,
    AgentTextDelta,
    CallerDelta,
    AgentSpeechDone,
    AgentTextDone,
    CallerCompleted,
    CallerFailed,
    SessionReady,
    Error,
    SpeechStarted,
    SpeechStopped,
    Digit,
    ResponseCreated,
    ResponseDone,
    OutputItemAdded,
    OutputItemDone,
    ItemKept,
    ItemRetrieved,
    ItemTruncated,
    HostedArguments,
    HostedCallCompleted,
    HostedCallFailed,
    HostedListCompleted,
    HostedListFailed,
    AudioStarted,
    AudioStopped,
    AudioCleared,
}
