using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Api;

/// <summary>A call that lives, as the API shows it.</summary>
internal sealed record LiveCall
{
    /// <summary>Tells it from a record, which has none.</summary>
    public bool Live { get; } = true;

    public required CallId CallId { get; init; }

    public required CallState State { get; init; }

    public required CallSourceKind Source { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public string? Trunk { get; init; }

    public string? Dialled { get; init; }

    public string? Caller { get; init; }

    public string? CallerName { get; init; }

    public RealtimeCallId? RealtimeCallId { get; init; }

    public int Attempt { get; init; }

    /// <summary>The caller has heard the answer.</summary>
    public bool Answered { get; init; }

    public string? Agent { get; init; }

    public string? Target { get; init; }

    public string? Rule { get; init; }

    public string? PolicyVersion { get; init; }

    public static LiveCall Of(Call call, Redactor redactor)
    {
        var progress = call.Progress;
        return new LiveCall
        {
            CallId = call.Id,
            State = progress.State,
            Source = call.Facts.Source,
            StartedAt = call.StartedAt,
            Trunk = call.Facts.Trunk,
            Dialled = redactor.Number(call.Facts.Dialled),
            Caller = redactor.Number(call.Facts.Caller),
            CallerName = redactor.Text(call.Facts.CallerName),
            RealtimeCallId = progress.RealtimeCallId,
            Attempt = progress.Attempt,
            Answered = progress.Answered,
            Agent = call.Agent,
            Target = call.Target,
            Rule = call.Decision?.Rule,
            PolicyVersion = call.Decision?.PolicyVersion,
        };
    }
}
