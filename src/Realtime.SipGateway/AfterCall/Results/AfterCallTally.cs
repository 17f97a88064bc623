using Realtime.SipGateway.Calls.Afterwards;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Calls.Pricing;

namespace Realtime.SipGateway.AfterCall.Results;

/// <summary>What the answers of one try used and cost. Each counts when it comes: it was paid for, whatever becomes of the try.</summary>
internal sealed class AfterCallTally(string agent, PriceTable prices, AfterCallMetrics metrics, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly List<ResponseFinished> _answers = [];

    /// <summary>Summary and outcome are asked for at once: from any thread.</summary>
    public void Add(ResponseFinished usage)
    {
        var now = time.GetUtcNow();
        var priced = (ResponseFinished)prices.Price(usage, now);
        metrics.Spent(agent, priced, now);
        lock (_gate)
        {
            _answers.Add(priced);
        }
    }

    /// <summary>The result with what this try used.</summary>
    public AfterCallResult AddTo(AfterCallResult result)
    {
        lock (_gate)
        {
            return _answers.Aggregate(result, Sum);
        }
    }

    private static AfterCallResult Sum(AfterCallResult result, ResponseFinished priced) => result with
    {
        InputTokens = result.InputTokens + priced.InputTokens,
        OutputTokens = result.OutputTokens + priced.OutputTokens,
        CachedTokens = result.CachedTokens + priced.CachedTokens,
        Cost = priced.Cost is { } cost ? (result.Cost ?? 0m) + cost : result.Cost,
        Currency = priced.Cost is null ? result.Currency : priced.Currency,
        Unpriced = result.Unpriced + (priced.Cost is null ? 1 : 0),
    };
}
