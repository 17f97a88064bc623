using System.Globalization;
using Realtime.Sip;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Signalling;

/// <summary>
/// What happens to an INVITE from outside that <see cref="Defence.SourceGuard"/> has let in:
/// <code>
/// :: Step 1  trunk: who is this?            none    → 403, 404
/// :: Step 2  gates: is he who he says?      no      → the gate's answer (IInviteGate)
/// :: Step 3  limits of gateway and trunk    full    → 503, Retry-After
/// :: Step 4  offer: will it be heard?       no      → 488, Warning
/// :: Step 5  rules, once                    no      → their status
/// :: Step 6  180, INVITE to the AI target, and the call is on its way (CallLegs)
/// </code>
/// </summary>
internal sealed class InviteHandler
{
    /// <summary>What a full gateway asks the peer to wait: some of its calls will have ended.</summary>
    private static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(5);

    private readonly ActiveCalls _active;
    private readonly PolicyStore _policies;
    private readonly CallLegsServices _services;
    private readonly SignallingMetrics _metrics;
    private readonly ILogger<InviteHandler> _logger;
    private readonly TrunkBook _trunks;
    private readonly IInviteGate[] _gates;
    private readonly TimeProvider _time;
    private SipEndpoint? _endpoint;
    private volatile bool _isStopping;

    public InviteHandler(
        ActiveCalls active,
        PolicyStore policies,
        CallLegsServices services,
        SignallingMetrics metrics,
        TrunkBook trunks,
        IEnumerable<IInviteGate> gates,
        ILogger<InviteHandler> logger)
    {
        _active = active;
        _policies = policies;
        _services = services;
        _metrics = metrics;
        _logger = logger;
        _trunks = trunks;
        _gates = [.. gates];
        _time = services.Time;
    }

    /// <summary>The endpoint whose INVITEs come here.</summary>
    public void Use(SipEndpoint endpoint)
    {
        _endpoint = endpoint;
        _services.Routes.Use(endpoint);
    }

    /// <summary>From now on INVITEs get 503.</summary>
    public void StopTaking() => _isStopping = true;

    public async Task HandleAsync(SipRequest invite, InviteServerTransaction transaction)
    {
        // :: Step 1
        var match = _trunks.Current.Match(transaction.Flow.Remote.Address, transaction.Flow.Kind, invite);
        if (match.Trunk is null)
        {
            // The door let it in, and the trunks have changed since.
            _metrics.Unmatched(match.Miss);
            transaction.Respond(match.Miss == TrunkMiss.Number ? 404 : 403);
            return;
        }

        // :: Step 2
        var arriving = new ArrivingInvite(invite, transaction, match.Candidates);
        foreach (var gate in _gates)
        {
            if (!await gate.PassAsync(arriving))
            {
                return;
            }
        }

        // :: Step 3
        var trunk = arriving.Trunk;
        if (WhyFull(arriving) is var (why, wait))
        {
            Refuse(transaction, trunk, 503, why, SignallingMetrics.Limit, RetryAfter(wait));
            return;
        }

        try
        {
            await TakeAsync(arriving);
        }
        finally
        {
            trunk.Leave();
        }
    }

    /// <summary>Null when the trunk has taken the call in; it leaves again by <see cref="Trunk.Leave"/>.</summary>
    private (string Why, TimeSpan Wait)? WhyFull(ArrivingInvite arriving)
    {
        var trunk = arriving.Trunk;
        if (_isStopping)
        {
            return ("the gateway is stopping", UsualWait);
        }

        if (!trunk.TryEnter())
        {
            return ($"trunk has {trunk.Options.MaxCalls} calls already", UsualWait);
        }

        if (!arriving.IsSettled && trunk.Rate is { } rate && !trunk.Usage.Rate.TryTake(_time, rate, out var wait))
        {
            trunk.Leave();
            return ($"trunk may begin {rate.PerSecond} calls per second", wait);
        }

        return null;
    }

    private async Task TakeAsync(ArrivingInvite arriving)
    {
        // :: Step 4
        var (transaction, trunk) = (arriving.Transaction, arriving.Trunk);
        trunk.Repairs.Repair(arriving.Request, arriving.Flow);
        var offer = OfferCheck.Check(trunk, transaction.Flow.Kind, arriving.Request);
        var legs = new CallLegs(_services, transaction.Flow.Kind, trunk, transaction);
        var call = _active.TryAdd(arriving.Complete(InviteFacts.Read(arriving.Request, trunk, offer.MediaSecurity)), legs);
        if (call is null)
        {
            Refuse(transaction, trunk, 503, "the gateway has as many calls as it may", SignallingMetrics.Limit, RetryAfter(UsualWait));
            return;
        }

        try
        {
            await DecideAsync(call, legs, offer, arriving);
        }
        finally
        {
            // Whatever failed on the way: a call that came in ends (P3). Without effect on one that has.
            call.MarkDrained();
            call.End(new CallOutcome(CallEndedBy.Gateway, CallCause.GatewayFault, 500));
        }
    }

    private async Task DecideAsync(Call call, CallLegs legs, OfferVerdict offer, ArrivingInvite arriving)
    {
        var (transaction, trunk) = (arriving.Transaction, arriving.Trunk);
        call.Record(Arrival(transaction.Flow, call.Facts));
        foreach (var learned in arriving.Events)
        {
            call.Record(learned);
        }

        if (offer.IsRefused)
        {
            var warning = new SipHeader(SipHeaderId.Warning, $"{offer.WarningCode} realtime-sip-gateway \"{offer.Why}\"");
            Refuse(call, transaction, trunk, new CallOutcome(CallEndedBy.Policy, CallCause.MediaRefused, 488, offer.Why), SignallingMetrics.Media, warning);
            return;
        }

        // :: Step 5
        var decision = _policies.Admit(RuleEngine.Decide(_policies.Current, call.Facts, _policies.DefaultTarget), call.Facts);
        call.Decide(decision);
        if (!decision.Accepted)
        {
            var outcome = new CallOutcome(CallEndedBy.Policy, decision.Budget is null ? CallCause.RuleRejected : CallCause.BudgetExhausted, decision.SipStatus, decision.Reason ?? $"rule {decision.Rule}");
            Refuse(call, transaction, trunk, outcome, SignallingMetrics.Rule, RefusalReason.Of(decision), decision.Reason);
            return;
        }

        if (decision is { Destination: null, Fallback: null } && !decision.TargetOrder.Any(_services.Routes.Targets.ContainsKey))
        {
            var outcome = new CallOutcome(CallEndedBy.Gateway, CallCause.GatewayFault, 503, $"target {decision.Target} has no SipUri");
            Refuse(call, transaction, trunk, outcome, SignallingMetrics.TargetFailed);
            return;
        }

        // :: Step 6
        _metrics.Invite(trunk.Name, SignallingMetrics.Accepted);
        await legs.RunAsync(call, _endpoint!.Dialogs);
    }

    private static InviteReceived Arrival(SipFlow flow, CallFacts facts) => new(
        facts.Trunk, flow.Remote.ToString(), flow.Kind.ToString().ToLowerInvariant(), facts.Dialled, facts.Caller, facts.CallerName, facts.SipCallId ?? "", facts.MediaSecurity,
        facts.DialledAsSent, facts.CallerAsSent);

    /// <summary>Whole seconds, rounded up: who comes back then is not refused again for the same reason.</summary>
    private static SipHeader RetryAfter(TimeSpan wait) =>
        new(SipHeaderId.RetryAfter, Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture));

    /// <summary>Refuses before there is a call: overload leaves no record, only a metric and a line.</summary>
    private void Refuse(InviteServerTransaction transaction, Trunk trunk, int status, string why, string result, SipHeader header)
    {
        _metrics.Invite(trunk.Name, result);
        _logger.RefusedUnrecorded(trunk.Name, status, why);
        var response = transaction.CreateResponse(status);
        response.Headers.Add(header);
        transaction.Respond(response);
    }

    private void Refuse(
        Call call, InviteServerTransaction transaction, Trunk trunk, CallOutcome outcome, string result, SipHeader? header = null, string? phrase = null)
    {
        var status = outcome.SipStatus ?? 603;
        var response = transaction.CreateResponse(status, phrase);
        if (header is { } extra)
        {
            response.Headers.Add(extra);
        }

        transaction.Respond(response);
        _metrics.Invite(trunk.Name, result);
        _logger.Refused(call.Id.Value, trunk.Name, status, outcome.Reason ?? "");
        call.Record(new CallRefused(status, response.ReasonPhrase, outcome.Reason ?? ""));
        call.End(outcome);
    }
}
