using System.Diagnostics.Metrics;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Rules.Budgets;

/// <summary>Shows how much of each day budget of the policy in force is used. Nodes that share a database all show the sum of all.</summary>
internal sealed class BudgetMetrics(IMeterFactory meters, PolicyStore policies, TimeProvider time) : IHostedService
{
    /// <summary>Label of a limit that all agents of a budget share.</summary>
    private const string All = "all";

    public Task StartAsync(CancellationToken cancellationToken)
    {
        meters.Create(GatewayTelemetry.Name).Gauge(GatewayInstruments.BudgetUsed, Observe);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<Measurement<double>> Observe() => policies is { IsLoaded: true, Site.Spending: { } spending }
        ? DayBudgets.All(policies.Current.Document, spending, time.GetUtcNow()).Select(static one => new Measurement<double>(
            one.Fraction, new KeyValuePair<string, object?>("budget", one.Budget), new KeyValuePair<string, object?>("agent", one.Agent ?? All)))
        : [];
}
