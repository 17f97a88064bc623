using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Diagnosis;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Api;

/// <summary>Why a call ended, from its stored events.</summary>
internal static class DiagnosisApi
{
    /// <summary>An hour of quick talk; the end is what matters, so more are not needed to explain it.</summary>
    private const int MaxEvents = 50_000;

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

        await log.TryFlushAsync(time, cancellationToken);
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
}
