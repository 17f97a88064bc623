using System.Security.Cryptography;
using System.Text;
using Realtime.SipGateway.AfterCall.Results;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Afterwards;
using Realtime.SipGateway.Calls.Outgoing;

namespace Realtime.SipGateway.AfterCall;

/// <summary>Makes deliveries of facts, one for each endpoint that wants it, and has calls summed up that are over.</summary>
internal sealed class OutgoingPlanner(IOutgoingLedger ledger, ICallEventLog events, OutgoingBody bodies, OutgoingEndpoints endpoints, AfterCallPlan plan, ILogger<OutgoingPlanner> log)
{
    public const int PageSize = 200;

    /// <summary>What drains after the caller's BYE still belongs into the record.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    private const int IdBytes = 16;

    /// <summary>Deals with what has gathered; returns how many facts there were.</summary>
    public async Task<int> PlanAsync(CancellationToken cancellationToken)
    {
        var facts = await ledger.FactsAsync(PageSize, cancellationToken);
        if (facts.Count == 0)
        {
            return 0;
        }

        var deliveries = new List<OutgoingDelivery>();
        var works = new List<AfterCallWork>();
        foreach (var fact in facts)
        {
            var ends = fact.Type == OutgoingTypes.Ended;
            var call = (ends && plan.IsUsed) || endpoints.All.Any(static one => one.AsksForAgents) ? await CallAsync(fact, cancellationToken) : null;
            var dueAt = ends ? fact.At + Settling : fact.At;
            if (ends && call is not null && plan.For(call, dueAt) is { } work)
            {
                works.Add(work);
                deliveries.AddRange(Wanting(fact, call).Select(one => Delivery(one, fact, one.WaitsForResult ? dueAt + plan.Patience : dueAt)));
            }
            else
            {
                deliveries.AddRange(Wanting(fact, call).Select(one => Delivery(one, fact, dueAt)));
            }
        }

        await ledger.PlanAsync(facts, deliveries, works, cancellationToken);
        return facts.Count;
    }

    private IEnumerable<OutgoingEndpoint> Wanting(OutgoingFact fact, CallRecord? call) => endpoints.All.Where(one => one.Wants(fact, call?.Agent));

    private static OutgoingDelivery Delivery(OutgoingEndpoint endpoint, OutgoingFact fact, DateTimeOffset dueAt) =>
        new(IdOf(endpoint.Name, fact), endpoint.Name, fact.Type, fact.CallId, fact.At, dueAt);

    /// <summary>The same for the same event and endpoint on every node and after every start: a receiver that saw it knows it.</summary>
    private static string IdOf(string endpoint, OutgoingFact fact) => "msg_" + Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{endpoint}\n{fact.CallId.Value}\n{fact.Type}"))[..IdBytes]);

    /// <summary>Null when it cannot be read, of one call: the others are told all the same.</summary>
    private async Task<CallRecord?> CallAsync(OutgoingFact fact, CancellationToken cancellationToken)
    {
        try
        {
            return fact.Type == OutgoingTypes.Started
                ? await bodies.StartAsync(fact.CallId, cancellationToken)
                : await events.FindRecordAsync(fact.CallId, cancellationToken);
        }
#pragma warning disable CA1031 // Whatever is wrong with one call's rows, it must not stop those behind it.
        catch (Exception fault) when (OutgoingBody.IsUnreadable(fault))
#pragma warning restore CA1031
        {
            log.CallUnreadable(fact.Type, fact.CallId, fault.Message);
            return null;
        }
    }
}
