using Microsoft.Extensions.Options;
using Realtime.Sip;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Signalling;

/// <summary>
/// What happens to an INVITE from outside:
/// <code>
/// :: Step 1  trunk: who is this?            unknown → dropped, or 403
/// :: Step 2  limits of gateway and trunk    full    → 503, Retry-After
/// :: Step 3  offer: will it be heard?       no      → 488, Warning
/// :: Step 4  rules, once                    no      → their status
/// :: Step 5  180, INVITE to the AI target, and the call is on its way (CallLegs)
/// </code>
/// </summary>
internal sealed class InviteHandler
{
    private readonly ActiveCalls _active;
    private readonly PolicyStore _policies;
    private readonly CallLegsServices _services;
    private readonly SignallingMetrics _metrics;
    private readonly ILogger<InviteHandler> _logger;
    private readonly SignallingOptions _options;
    private readonly TrunkTable _trunks;
    private readonly Dictionary<string, SipTarget> _targets;
    private SipEndpoint? _endpoint;
    private volatile bool _isStopping;

    public InviteHandler(
        ActiveCalls active, PolicyStore policies, CallLegsServices services, SignallingMetrics metrics, IOptions<SignallingOptions> options, ILogger<InviteHandler> logger)
    {
        _active = active;
        _policies = policies;
        _services = services;
        _metrics = metrics;
        _logger = logger;
        _options = options.Value;
        _trunks = new TrunkTable(_options.Trunks.Select(trunk => new Trunk(trunk.Key, trunk.Value)));
        _targets = _options.Targets.Where(target => target.Value.SipUri is not null)
            .ToDictionary(target => target.Key, target => new SipTarget(target.Key, target.Value), StringComparer.Ordinal);
    }

    /// <summary>The endpoint whose INVITEs come here.</summary>
    public void Use(SipEndpoint endpoint) => _endpoint = endpoint;

    /// <summary>From now on INVITEs get 503.</summary>
    public void StopTaking() => _isStopping = true;

    /// <summary>Whether a request from there is looked at, at all.</summary>
    public bool Admits(SipFlow flow)
    {
        var (trunk, why) = _trunks.Match(flow.Remote.Address, flow.Kind);
        if (trunk is not null || _options.UnknownSources == "reject")
        {
            return true;
        }

        RefuseStranger(flow, why);
        return false;
    }

    public async Task HandleAsync(SipRequest invite, InviteServerTransaction transaction)
    {
        // :: Step 1
        var (trunk, why) = _trunks.Match(transaction.Flow.Remote.Address, transaction.Flow.Kind);
        if (trunk is null)
        {
            RefuseStranger(transaction.Flow, why);
            transaction.Respond(403);
            return;
        }

        // :: Step 2
        if (_isStopping)
        {
            Refuse(transaction, trunk, 503, "the gateway is stopping", SignallingMetrics.Limit, RetryAfter());
            return;
        }

        if (!trunk.TryEnter())
        {
            Refuse(transaction, trunk, 503, $"trunk has {trunk.Options.MaxCalls} calls already", SignallingMetrics.Limit, RetryAfter());
            return;
        }

        try
        {
            await TakeAsync(invite, transaction, trunk);
        }
        finally
        {
            trunk.Leave();
        }
    }

    private async Task TakeAsync(SipRequest invite, InviteServerTransaction transaction, Trunk trunk)
    {
        // :: Step 3
        var offer = OfferCheck.Check(trunk, transaction.Flow.Kind, invite);
        var legs = new CallLegs(_services, transaction, trunk);
        var call = _active.TryAdd(InviteFacts.Read(invite, trunk, offer.MediaSecurity), legs);
        if (call is null)
        {
            Refuse(transaction, trunk, 503, "the gateway has as many calls as it may", SignallingMetrics.Limit, RetryAfter());
            return;
        }

        try
        {
            await DecideAsync(call, legs, offer, transaction, trunk);
        }
        finally
        {
            // Whatever failed on the way: a call that came in ends (P3). Without effect on one that has.
            call.MarkDrained();
            call.End(new CallOutcome(CallEndedBy.Gateway, CallCause.GatewayFault, 500));
        }
    }

    private async Task DecideAsync(Call call, CallLegs legs, OfferVerdict offer, InviteServerTransaction transaction, Trunk trunk)
    {
        call.Record(Arrival(transaction.Flow, call.Facts));
        if (offer.IsRefused)
        {
            var warning = new SipHeader(SipHeaderId.Warning, $"{offer.WarningCode} realtime-sip-gateway \"{offer.Why}\"");
            Refuse(call, transaction, trunk, new CallOutcome(CallEndedBy.Policy, CallCause.MediaRefused, 488, offer.Why), SignallingMetrics.Media, warning);
            return;
        }

        // :: Step 4
        var decision = RuleEngine.Decide(_policies.Current, call.Facts, _policies.DefaultTarget);
        call.Decide(decision);
        if (!decision.Accepted)
        {
            var outcome = new CallOutcome(CallEndedBy.Policy, CallCause.RuleRejected, decision.SipStatus, decision.Reason ?? $"rule {decision.Rule}");
            Refuse(call, transaction, trunk, outcome, SignallingMetrics.Rule, phrase: decision.Reason);
            return;
        }

        if (!_targets.TryGetValue(decision.Target!, out var target))
        {
            var outcome = new CallOutcome(CallEndedBy.Gateway, CallCause.GatewayFault, 503, $"target {decision.Target} has no SipUri");
            Refuse(call, transaction, trunk, outcome, SignallingMetrics.TargetFailed);
            return;
        }

        // :: Step 5
        _metrics.Invite(trunk.Name, SignallingMetrics.Accepted);
        await legs.RunAsync(call, target, _endpoint!.Dialogs);
    }

    private static InviteReceived Arrival(SipFlow flow, CallFacts facts) => new(
        facts.Trunk, flow.Remote.ToString(), flow.Kind.ToString().ToLowerInvariant(), facts.Dialled, facts.Caller, facts.CallerName, facts.SipCallId ?? "", facts.MediaSecurity);

    private static SipHeader RetryAfter() => new(SipHeaderId.RetryAfter, "5");

    private void RefuseStranger(SipFlow flow, string why)
    {
        _metrics.Invite(null, SignallingMetrics.NoTrunk);
        _logger.NoTrunk(flow.Remote.ToString(), flow.Kind.ToString(), why);
    }

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
