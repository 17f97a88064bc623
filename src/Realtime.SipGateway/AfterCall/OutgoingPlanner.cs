using System.Security.Cryptography;
using System.Text;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Outgoing;

namespace Realtime.SipGateway.AfterCall;

/// <summary>Makes deliveries of facts: one for each endpoint that wants it.</summary>
internal sealed class OutgoingPlanner(IOutgoingLedger ledger, ICallEventLog events, OutgoingBody bodies, OutgoingEndpoints endpoints, ILogger<OutgoingPlanner> log)
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
        foreach (var fact in facts)
        {
            var agent = endpoints.All.Any(static one => one.AsksForAgents) ? await AgentAsync(fact, cancellationToken) : null;
            deliveries.AddRange(endpoints.All.Where(one => one.Wants(fact, agent)).Select(one => new OutgoingDelivery(
                IdOf(one.Name, fact), one.Name, fact.Type, fact.CallId, fact.At, fact.Type == OutgoingTypes.Ended ? fact.At + Settling : fact.At)));
        }

        await ledger.PlanAsync(facts, deliveries, cancellationToken);
        return facts.Count;
    }

    /// <summary>The same for the same event and endpoint on every node and after every start: a receiver that saw it knows it.</summary>
    private static string IdOf(string endpoint, OutgoingFact fact) => "msg_" + Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes($"{endpoint}\n{fact.CallId.Value}\n{fact.Type}"))[..IdBytes]);

    /// <summary>Null when nobody had it, or when it cannot be read, of one call: the others are told all the same.</summary>
    private async Task<string?> AgentAsync(OutgoingFact fact, CancellationToken cancellationToken)
    {
        try
        {
            var call = fact.Type == OutgoingTypes.Started
                ? await bodies.StartAsync(fact.CallId, cancellationToken)
                : await events.FindRecordAsync(fact.CallId, cancellationToken);
            return call?.Agent;
        }
#pragma warning disable CA1031 // Whatever is wrong with one call's rows, it must not stop those behind it.
        catch (Exception fault) when (OutgoingBody.IsUnreadable(fault))
#pragma warning restore CA1031
        {
            log.AgentUnknown(fact.Type, fact.CallId, fault.Message);
            return null;
        }
    }
}
