namespace Realtime.SipGateway.Sideband;

/// <summary>What a worker waits for no longer than a set time.</summary>
internal enum Deadline
{
    /// <summary>The session shows itself.</summary>
    Ready,

    /// <summary>The service confirms settings of the session.</summary>
    Settings,

    /// <summary>The service answers a request for a response.</summary>
    ResponseAnswer,

    /// <summary>The service confirms that forbidden speech stopped.</summary>
    Stop,

    /// <summary>The caller has heard the goodbye.</summary>
    Farewell,

    /// <summary>The last sound has crossed the network.</summary>
    FarewellTail,

    /// <summary>The caller has heard that it is being transferred.</summary>
    Handover,

    /// <summary>The caller has heard the last sentence of a conversation that the policy leaves.</summary>
    Exit,

    /// <summary>The model answers a question beside the conversation.</summary>
    Ask,

    /// <summary>The agent says something of its own accord.</summary>
    Prompt,

    /// <summary>The caller comes to an end.</summary>
    CallerTurn,

    /// <summary>A program answers the caller.</summary>
    Handler,

    /// <summary>The caller presses a key.</summary>
    Digits,

    /// <summary>The caller presses one more key, of those that nobody asked for.</summary>
    Keys,

    /// <summary>Somebody speaks.</summary>
    Silence,

    /// <summary>A tool that runs gives no answer: something is said.</summary>
    Filler,

    /// <summary>The service runs a tool of a hosted MCP server.</summary>
    HostedTool,

    /// <summary>The call comes near to what it may use up, or has used it up.</summary>
    Budget,

    /// <summary>The service is about to end the session.</summary>
    Rollover,

    /// <summary>A call that was hung up ends.</summary>
    HangUp,

    /// <summary>Late events of an ended call arrive.</summary>
    Drain,
}
