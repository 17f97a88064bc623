using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Tests.Webhooks;

/// <summary>A claim ledger that only remembers; it can be told to fail.</summary>
internal sealed class MemoryClaimLedger : IClaimLedger
{
    private readonly Lock _gate = new();
    private readonly List<WebhookClaim> _claims = [];
    private readonly Dictionary<string, string> _decisions = [];

    public bool Fails { get; set; }

    /// <summary>Decisions that fail before one is taken.</summary>
    public int FailingDecisions { get; set; }

    public bool IsShared { get; init; }

    public IReadOnlyList<WebhookClaim> Claims
    {
        get
        {
            lock (_gate)
            {
                return [.. _claims];
            }
        }
    }

    public string? DecisionOn(string webhookId)
    {
        lock (_gate)
        {
            return _decisions.GetValueOrDefault(webhookId);
        }
    }

    public ValueTask<bool> TryClaimAsync(WebhookClaim claim, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (Fails)
            {
                throw new IOException("disk full");
            }

            if (_claims.Any(other => other.WebhookId == claim.WebhookId || other.RealtimeCallId == claim.RealtimeCallId))
            {
                return ValueTask.FromResult(false);
            }

            _claims.Add(claim);
            return ValueTask.FromResult(true);
        }
    }

    public ValueTask DecideAsync(string webhookId, string decision, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (FailingDecisions > 0)
            {
                FailingDecisions--;
                throw new IOException("disk full");
            }

            _decisions[webhookId] = decision;
            return ValueTask.CompletedTask;
        }
    }

    public ValueTask<IReadOnlyList<WebhookClaim>> UndecidedAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            return ValueTask.FromResult<IReadOnlyList<WebhookClaim>>([.. _claims.Where(claim => !_decisions.ContainsKey(claim.WebhookId))]);
        }
    }
}
