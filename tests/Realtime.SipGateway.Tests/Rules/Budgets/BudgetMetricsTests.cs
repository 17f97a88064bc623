using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls.Budget;
using Realtime.SipGateway.Calls.Pricing;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Rules.Budgets;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Rules.Budgets;

public sealed class BudgetMetricsTests : IDisposable
{
    private const string Text = """
        {
          "agents": {
            "desk": { "model": "gpt-realtime-2.1", "instructions": "Help.", "budget": "b" },
            "other": { "model": "gpt-realtime-2.1", "instructions": "Help.", "budget": "b" },
            "free": { "model": "gpt-realtime-2.1", "instructions": "Help.", "budget": "call" }
          },
          "budgets": { "b": { "max_agent_cost_per_day": 4, "max_cost_per_day": 10 }, "call": { "max_call_cost": 1 } },
          "rules": [ { "name": "all", "accept": { "agent": "desk" } } ]
        }
        """;

    private readonly ManualTimeProvider _time = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, double> _measured = [];

    public void Dispose()
    {
        _listener.Dispose();
        _services.Dispose();
    }

    [Fact]
    public async Task The_used_part_of_each_day_budget_is_shown_by_agent_and_for_all()
    {
        var spending = new DaySpending(Options.Create(new PricingOptions()));
        var policies = new PolicyStore(new PolicySite(["openai"], "openai") { Spending = spending }, _time);
        await ListenAsync(policies);
        _listener.RecordObservableInstruments();
        Assert.Empty(_measured);

        Assert.Empty(policies.Publish(Encoding.UTF8.GetBytes(Text)));
        spending.Add(_time.GetUtcNow(), "desk", 5m);
        spending.Add(_time.GetUtcNow(), "free", 100m);
        _listener.RecordObservableInstruments();
        Assert.Equal([("b/all", 0.5), ("b/desk", 1.25), ("b/other", 0)], _measured.OrderBy(one => one.Key, StringComparer.Ordinal).Select(one => (one.Key, one.Value)));

        _time.Advance(TimeSpan.FromDays(1));
        _listener.RecordObservableInstruments();
        Assert.All(_measured.Values, used => Assert.Equal(0, used));
    }

    private async Task ListenAsync(PolicyStore policies)
    {
        var factory = _services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == factory && instrument.Name == "gateway.budget.used")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, value, tags, _) => _measured[string.Join('/', tags.ToArray().Select(tag => tag.Value))] = value);
        _listener.Start();
        await new BudgetMetrics(factory, policies, _time).StartAsync(TestContext.Current.CancellationToken);
    }
}
