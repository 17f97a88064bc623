using Microsoft.Extensions.Options;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Traces;

/// <summary>Begins the trace of each call, by the settings of the site.</summary>
public sealed class CallTraces(IOptions<TelemetryOptions> options, CallContexts contexts, ICallEventLogger events)
{
    /// <summary>Traces without a site: nothing personal, no log of events.</summary>
    internal static CallTraces Plain() => new(Options.Create(new TelemetryOptions()), new CallContexts(), new NoEvents());

    internal CallContexts Contexts => contexts;

    internal bool IncludesNumbers => options.Value.IncludeNumbers;

    internal bool IncludesText => options.Value.IncludeText;

    /// <summary>Null when the events of calls do not leave as log records.</summary>
    internal CallEventRecords? Records { get; } = events.Logger is { } logger ? new CallEventRecords(logger, options.Value) : null;

    /// <param name="id">The call.</param>
    /// <param name="facts">What is known of it.</param>
    /// <param name="startedAt">When this process began with it.</param>
    /// <param name="traceParent">Where the trace began, when another process handed the call over.</param>
    internal CallTrace Begin(CallId id, CallFacts facts, DateTimeOffset startedAt, string? traceParent = null) => new(this, id, facts, startedAt, traceParent);

    private sealed class NoEvents : ICallEventLogger
    {
        public ILogger? Logger => null;
    }
}
