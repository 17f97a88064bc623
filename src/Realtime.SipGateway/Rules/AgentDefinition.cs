using Realtime.SipGateway.Rules.Afterwards;
using Realtime.SipGateway.Rules.Talk;

namespace Realtime.SipGateway.Rules;

/// <summary>An AI agent: becomes the session of accept (API reference: <c>RealtimeSessionCreateRequestGA</c>).</summary>
public sealed record AgentDefinition
{
    /// <summary>Realtime model, or deployment name on Azure.</summary>
    public required string Model { get; init; }

    /// <summary>What the agent is told; at most 32,768 characters, also with its slots filled (<c>{{caller.name}}</c>).</summary>
    public required string Instructions { get; init; }

    /// <summary>Voice name; the model's own when null. Fixed once the agent has spoken.</summary>
    public string? Voice { get; init; }

    /// <summary>Speed of speech, 0.25 to 1.5.</summary>
    public double? Speed { get; init; }

    /// <summary>ISO 639-1 language of the caller, a hint for the transcription.</summary>
    public string? Language { get; init; }

    /// <summary>Model that writes the caller's words down; null switches the caller's transcript off.</summary>
    public string? Transcription { get; init; } = "gpt-live-transcribe";

    /// <summary>What the agent says first, with slots as in <see cref="Instructions"/>. Null: it waits for the caller.</summary>
    public string? Greeting { get; init; }

    /// <summary>IANA time zone of the slots <c>{{now}}</c>, <c>{{date}}</c>, <c>{{time}}</c> and <c>{{weekday}}</c>; null: UTC.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Usual values of <c>{{var.name}}</c> slots; a rule may set others.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>When the agent takes its turn.</summary>
    public TurnDetectionDefinition? TurnDetection { get; init; }

    /// <summary>1 to 4,096; null: no limit.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>minimal, low, medium, high or xhigh; reasoning models only.</summary>
    public string? ReasoningEffort { get; init; }

    /// <summary>Names of tools this agent may use; no others run, whatever the model asks.</summary>
    public IReadOnlyList<string> Tools { get; init; } = [];

    /// <summary>What its callers hear while a tool takes long that has no filler of its own; null: nothing.</summary>
    public FillerDefinition? ToolFiller { get; init; }

    /// <summary>Names of guardrails on this agent's words.</summary>
    public IReadOnlyList<string> Guardrails { get; init; } = [];

    /// <summary>Names of agents that it may hand its calls to (tool <c>send_to_agent</c>).</summary>
    public IReadOnlyList<string> HandOff { get; init; } = [];

    /// <summary>A program answers its callers; null: the model does.</summary>
    public HandlerDefinition? Handler { get; init; }

    /// <summary>Name of the budget of each of its calls; null: the site's limits only.</summary>
    public string? Budget { get; init; }

    /// <summary>What happens when nobody speaks; null: nothing.</summary>
    public SilenceDefinition? Silence { get; init; }

    /// <summary>What it says of its own accord.</summary>
    public IReadOnlyList<PromptDefinition> Prompts { get; init; } = [];

    /// <summary>How long a conversation with it may go on, by turns; null: no limit.</summary>
    public LimitsDefinition? Limits { get; init; }

    /// <summary>How its calls end before the service ends their session; null: as <see cref="SessionLimitDefinition"/> says by itself.</summary>
    public SessionLimitDefinition? SessionLimit { get; init; }

    /// <summary><c>text</c>: the model is told the keys that callers press outside of <c>collect_digits</c>; <c>off</c>: it is not.</summary>
    public string Dtmf { get; init; } = "off";

    /// <summary>What a text model makes of each of its calls when it is over; null: nothing.</summary>
    public AfterCallDefinition? AfterCall { get; init; }

    internal bool TellsDigits => Dtmf == "text";

    /// <summary>Images that may be put into its conversations; null: none.</summary>
    public ImagesDefinition? Images { get; init; }

    /// <summary>Whom its callers may be transferred to; null: nobody.</summary>
    public TransferDefinition? Transfer { get; init; }
}
