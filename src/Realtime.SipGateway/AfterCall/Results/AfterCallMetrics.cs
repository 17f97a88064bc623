using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Afterwards;
using Realtime.SipGateway.Calls.Budget;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.AfterCall.Results;

internal sealed class AfterCallMetrics
{
    private readonly Counter<long> _parts;
    private readonly CallMetrics _calls;
    private readonly DaySpending _spending;

    public AfterCallMetrics(IMeterFactory meters, CallMetrics calls, DaySpending spending)
    {
        _parts = meters.Create(GatewayTelemetry.Name).Counter<long>(GatewayInstruments.AfterCallParts);
        (_calls, _spending) = (calls, spending);
    }

    /// <summary>An answer was paid for: it counts as those of the conversation do, also for the agent's day.</summary>
    public void Spent(string agent, ResponseFinished priced, DateTimeOffset at)
    {
        if (priced is { Cost: { } cost, Currency: { } currency })
        {
            _calls.Cost.Add((double)cost, new TagList { { "model", priced.Model }, { "agent", agent }, { "currency", currency } });
            _spending.Add(at, agent, cost);
        }
        else
        {
            _calls.Unpriced.Add(1, new KeyValuePair<string, object?>("model", priced.Model));
        }
    }

    public void Made(string part, AfterCallStatus status) => _parts.Add(
        1, new KeyValuePair<string, object?>("part", part), new KeyValuePair<string, object?>("result", JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString())));
}
