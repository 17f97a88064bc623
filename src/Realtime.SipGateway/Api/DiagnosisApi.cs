using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Diagnosis;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Api;

/// <summary>Why a call ended, from its stored events.</summary>
internal static class DiagnosisApi
{
    /// <summary>An hour of quick talk; the end is what matters, so more are not needed to explain it.</summary>
    private const int MaxEvents = 50_000;

    /// <summary>What just ended should be found; a stuck disk must not hold the request.</summary>
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(1);

    public static void Map(RouteGroupBuilder api) => api.MapGet("/calls/{id}/diagnosis", GetAsync)
        .WithName("GetCallDiagnosis")
        .WithSummary("Why a call ended: evidence, root cause, confidence, advice.")
        .Produces<CallDiagnosis>()
        .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<IResult> GetAsync(string id, ICallEventLog log, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!CallId.TryParse(id, out var call))
        {
            return ApiProblem.CallUnknown();
        }

        await TryFlushAsync(log, time, cancellationToken);
        var events = new List<CallEvent>();
        await foreach (var one in log.ReadAsync(call, cancellationToken))
        {
            events.Add(one);
            if (events.Count == MaxEvents)
            {
                break;
            }
        }

        return events.Count == 0
            ? ApiProblem.CallUnknown()
            : TypedResults.Json(CallDiagnostician.Diagnose(call, events), DiagnosisJson.Default.CallDiagnosis);
    }

    private static async Task TryFlushAsync(ICallEventLog log, TimeProvider time, CancellationToken cancellationToken)
    {
        using var bound = new CancellationTokenSource(FlushTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            await log.FlushAsync(either.Token);
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested)
        {
            // What the disk has is better than nothing.
        }
    }
}
