namespace Realtime.SipGateway.Telemetry;

/// <summary>
/// Every metric of the gateway: name, unit, description, labels and buckets in one place. <c>docs/metrics.md</c> is generated from it, and so is what
/// dashboards and alerts may name.
/// </summary>
public static class GatewayInstruments
{
    private const string Trunks = "configured trunks";
    private const string Targets = "configured AI targets";
    private const string Groups = "configured targets, trunks and destinations";
    private const string Agents = "agents of the policy";
    private const string Models = "models of the policy";
    private const string Tools = "tools of the policy, `(unknown)`";
    private const string Endpoints = "configured outgoing endpoints";
    private const string YesNo = "true, false";

    // Calls

    public static readonly InstrumentDefinition CallsActive = new("gateway.calls.active", InstrumentKind.UpDownCounter, "{call}", "Calls that live now.");

    public static readonly InstrumentDefinition CallsEnded = new("gateway.calls.ended", InstrumentKind.Counter, "{call}", "Ended calls by who ended them and why.")
    {
        Labels = [("by", "caller, agent, vendor, policy, gateway, destination, operator"), ("cause", "causes of the call record"), ("trunk", Trunks)],
    };

    public static readonly InstrumentDefinition CallsRefused = new("gateway.calls.refused", InstrumentKind.Counter, "{call}", "INVITEs refused before a target was tried, by SIP status.")
    {
        Labels = [("status", "SIP status")],
    };

    public static readonly InstrumentDefinition CallSetup = Seconds("gateway.call.setup.duration", "INVITE in to 200 OK out.", Buckets.Remote, ("trunk", Trunks));

    public static readonly InstrumentDefinition CallDuration = Seconds("gateway.call.duration", "Answer to end.", Buckets.Call, ("trunk", Trunks));

    public static readonly InstrumentDefinition WebhookWait = Seconds("gateway.webhook.wait.duration", "Our INVITE to the vendor's webhook for it.", Buckets.Remote, ("target", Targets));

    public static readonly InstrumentDefinition Accept = Seconds(
        "gateway.accept.duration", "Accept sent to answered.", Buckets.Remote, ("target", Targets), ("succeeded", YesNo));

    public static readonly InstrumentDefinition Attach = Seconds("gateway.sideband.attach.duration", "Accepted to sideband open.", Buckets.Remote, ("target", Targets));

    public static readonly InstrumentDefinition VendorFaults = new("gateway.vendor.faults", InstrumentKind.Counter, "{fault}", "Calls that the AI side failed, by target, kind and what followed.")
    {
        Labels = [("target", Targets), ("kind", "kinds of vendor faults"), ("action", "next, fallback, end")],
    };

    public static readonly InstrumentDefinition CallFaults = new("gateway.call.faults", InstrumentKind.Counter, "{fault}", "Faults on the way, by kind.")
    {
        Labels = [("kind", "kinds of `call.fault`")],
    };

    public static readonly InstrumentDefinition Transfers = Seconds(
        "gateway.transfer.duration", "Transfers by the way tried last and their outcome.", Buckets.Remote, ("mode", "refer, bridge, attended, vendor"), ("result", "completed, unconfirmed, failed, not_allowed, not_possible"));

    // Conversation

    public static readonly InstrumentDefinition FirstAudio = Seconds("gateway.call.first_audio.duration", "Answer to the agent's first audio.", Buckets.Turn, ("agent", Agents));

    public static readonly InstrumentDefinition TurnLatency = Seconds("gateway.turn.latency", "Caller's last word to the agent's first audio.", Buckets.Turn, ("agent", Agents));

    public static readonly InstrumentDefinition Interruptions = new("gateway.turn.interruptions", InstrumentKind.Counter, "{turn}", "Turns of the agent that the caller broke into.")
    {
        Labels = [("agent", Agents)],
    };

    public static readonly InstrumentDefinition ToolDuration = Seconds("gateway.tool.duration", "Tool runs by tool and success.", Buckets.Remote, ("tool", Tools), ("succeeded", YesNo));

    public static readonly InstrumentDefinition ToolApprovals = new("gateway.tool.approvals", InstrumentKind.Counter, "{decision}", "Decisions whether a tool runs, by tool, decision and who made it.")
    {
        Labels = [("tool", Tools), ("approved", YesNo), ("by", "person, nobody: the time was over or the caller gone")],
    };

    public static readonly InstrumentDefinition LateResults = Seconds(
        "gateway.tool.late_result.duration", "Tools that answer later: asked to answered, by tool, success and whether the call still lived.", Buckets.Call,
        ("tool", Tools), ("succeeded", YesNo), ("in_call", YesNo));

    public static readonly InstrumentDefinition GuardrailTrips = new("gateway.guardrail.trips", InstrumentKind.Counter, "{trip}", "Guardrail matches by guardrail.")
    {
        Labels = [("guardrail", "guardrails of the policy")],
    };

    public static readonly InstrumentDefinition GuardrailJudge = Seconds(
        "gateway.guardrail.judge.duration", "Guardrails that somebody else judges: asked to answered, by guardrail and verdict.", Buckets.Remote,
        ("guardrail", "guardrails of the policy"), ("verdict", "allowed, violated, failed"));

    public static readonly InstrumentDefinition GuardrailFailures = new("gateway.guardrail.failures", InstrumentKind.Counter, "{verdict}", "Verdicts that did not come, by guardrail and why.")
    {
        Labels = [("guardrail", "guardrails of the policy"), ("kind", "timeout, service, malformed, not_set_up, overrun, fault")],
    };

    public static readonly InstrumentDefinition GuardrailStop = Seconds("gateway.guardrail.stop.duration", "Forbidden words seen to speech stopped.", Buckets.Turn);

    public static readonly InstrumentDefinition Prompts = new("gateway.prompts", InstrumentKind.Counter, "{prompt}", "Proactive prompts of agents, by what came of them.")
    {
        Labels = [("prompt", "prompts of the policy"), ("result", "spoken, nothing_to_say, failed, outdated, expired")],
    };

    public static readonly InstrumentDefinition HandlerTimeouts = new(
        "gateway.handler.timeouts", InstrumentKind.Counter, "{turn}", "Turns of callers that no program answered in time, so that the model did.")
    {
        Labels = [("agent", Agents)],
    };

    public static readonly InstrumentDefinition Responses = Seconds(
        "gateway.response.duration", "Responses of the model: created to done.", Buckets.Remote, ("model", Models), ("status", "completed, cancelled, incomplete, failed, other"));

    public static readonly InstrumentDefinition Tokens = new("gateway.tokens", InstrumentKind.Counter, "{token}", "Tokens of the model by direction and kind; the sum over all labels is what was used.")
    {
        Labels = [("model", Models), ("direction", "input, output"), ("kind", "text, audio, image, unknown"), ("cached", YesNo)],
    };

    public static readonly InstrumentDefinition Cost = new("gateway.cost", InstrumentKind.Counter, "{currency}", "Cost of responses and transcriptions by the configured prices.")
    {
        Labels = [("model", Models), ("agent", Agents), ("currency", "configured")],
    };

    public static readonly InstrumentDefinition Unpriced = new("gateway.cost.unpriced", InstrumentKind.Counter, "{response}", "Responses and transcriptions whose cost is not known, for their model has no price.")
    {
        Labels = [("model", Models)],
    };

    public static readonly InstrumentDefinition BudgetUsed = new("gateway.budget.used", InstrumentKind.Gauge, "{fraction}", "The used part of each day budget of the policy; 1 and above: its agents get no more calls today.")
    {
        Labels = [("budget", "budgets of the policy"), ("agent", Agents + ", `all`: the agents of the budget together")],
    };

    public static readonly InstrumentDefinition SidebandOpen = new("gateway.sideband.open", InstrumentKind.UpDownCounter, "{connection}", "Sidebands that are open.");

    public static readonly InstrumentDefinition SidebandLost = new("gateway.sideband.lost", InstrumentKind.Counter, "{connection}", "Sidebands that ended while their call lived, by what their end means.")
    {
        Labels = [("meaning", "network_lost, service_closed, session_expired, server_error, overloaded, message_too_big, protocol_error, not_allowed, api_refused, other")],
    };

    public static readonly InstrumentDefinition SidebandReconnects = new("gateway.sideband.reconnects", InstrumentKind.Counter, "{connection}", "Sidebands attached again in the same call.")
    {
        Labels = [("target", Targets)],
    };

    public static readonly InstrumentDefinition SidebandErrors = new("gateway.sideband.errors", InstrumentKind.Counter, "{error}", "Error events of the service.")
    {
        Labels = [("target", Targets)],
    };

    public static readonly InstrumentDefinition SessionSettings = new("gateway.sideband.settings", InstrumentKind.Counter, "{update}", "Settings of sessions that follow accept, by what became of them: confirmed by the service, or not in force after two tries.")
    {
        Labels = [("target", Targets), ("result", "confirmed, refused, differs, unanswered")],
    };

    public static readonly InstrumentDefinition SessionSettingsDiffer = new("gateway.sideband.settings.differ", InstrumentKind.Counter, "{session}", "Sessions that the service shows otherwise than the policy asked for.")
    {
        Labels = [("target", Targets)],
    };

    public static readonly InstrumentDefinition SessionLimits = new("gateway.session.limits", InstrumentKind.Counter, "{call}", "Calls that came near to the longest duration of a session: warned, then left.")
    {
        Labels = [("agent", Agents), ("step", "warned, left")],
    };

    public static readonly InstrumentDefinition SidebandIgnored = new("gateway.sideband.events.ignored", InstrumentKind.Counter, "{event}", "Events of types that the gateway does not read.");

    public static readonly InstrumentDefinition SidebandMalformed = new("gateway.sideband.events.malformed", InstrumentKind.Counter, "{event}", "Messages that are no events.");

    // After the call

    public static readonly InstrumentDefinition OutgoingAttempts = new("gateway.outgoing.attempts", InstrumentKind.Counter, "{attempt}", "Attempts to tell an endpoint of a call; failed: given up.")
    {
        Labels = [("endpoint", Endpoints), ("result", "delivered, retried, failed")],
    };

    public static readonly InstrumentDefinition OutgoingPending = new("gateway.outgoing.pending", InstrumentKind.Gauge, "{delivery}", "Deliveries that wait to be sent to an endpoint.")
    {
        Labels = [("endpoint", Endpoints)],
    };

    public static readonly InstrumentDefinition OutgoingAge = new("gateway.outgoing.oldest.age", InstrumentKind.Gauge, "s", "Age of the oldest delivery that waits for an endpoint; 0 when none does.")
    {
        Labels = [("endpoint", Endpoints)],
    };

    public static readonly InstrumentDefinition AfterCallParts = new("gateway.after_call.results", InstrumentKind.Counter, "{result}", "Summaries and outcomes of calls that are over, by what became of them.")
    {
        Labels = [("part", "summary, outcome"), ("result", "done, skipped, invalid, refused, failed")],
    };

    // Signalling

    public static readonly InstrumentDefinition Invites = new("gateway.invites", InstrumentKind.Counter, "{invite}", "INVITEs from outside by trunk and what became of them.")
    {
        Labels = [("trunk", Trunks), ("result", "accepted, no_trunk, unproven, limit, media, rule, target_failed")],
    };

    public static readonly InstrumentDefinition InvitesUnmatched = new("gateway.invites.unmatched", InstrumentKind.Counter, "{invite}", "INVITEs that no trunk took, by the nearest miss.")
    {
        Labels = [("reason", "address, transport, number, proof")],
    };

    public static readonly InstrumentDefinition SettingsReloads = new("gateway.settings.reloads", InstrumentKind.Counter, "{reload}", "Changed settings of trunks and defence, by what became of them.")
    {
        Labels = [("result", "applied, refused")],
    };

    public static readonly InstrumentDefinition Attempts = new("gateway.attempts", InstrumentKind.Counter, "{attempt}", "Outgoing INVITEs by group and result.")
    {
        Labels = [("group", Groups), ("result", "answered, ended, or a kind of vendor fault")],
    };

    public static readonly InstrumentDefinition AttemptDuration = Seconds("gateway.attempt.duration", "Outgoing INVITE to its outcome, by group.", Buckets.Remote, ("group", Groups));

    public static readonly InstrumentDefinition TargetChanges = new("gateway.target.changes", InstrumentKind.Counter, "{change}", "Addresses going down and up, and services opening and closing, by group.")
    {
        Labels = [("group", Groups), ("state", "down, up, open, closed")],
    };

    public static readonly InstrumentDefinition TargetProbes = new("gateway.target.probes", InstrumentKind.Counter, "{probe}", "OPTIONS to peers by group and whether they were answered.")
    {
        Labels = [("group", Groups), ("answered", YesNo)],
    };

    public static readonly InstrumentDefinition TargetAvailable = new("gateway.target.available", InstrumentKind.Gauge, "{address}", "Addresses of a group that calls are sent to; 0 while its service is left alone.")
    {
        Labels = [("group", Groups), ("kind", "ai, trunk, destination")],
    };

    public static readonly InstrumentDefinition Health = new("gateway.health", InstrumentKind.Gauge, "{status}", "Health checks: 2 healthy, 1 degraded (calls are taken), 0 unhealthy (calls are not taken).")
    {
        Labels = [("check", "store, policy, signalling, registrations, targets, outgoing")],
    };

    public static readonly InstrumentDefinition Registrations = new("gateway.registrations", InstrumentKind.Gauge, "{registration}", "1 for each trunk that is registered with its carrier, 0 for one that should be.")
    {
        Labels = [("trunk", Trunks)],
    };

    public static readonly InstrumentDefinition DigestChecks = new("gateway.digest_checks", InstrumentKind.Counter, "{check}", "Checks of digest credentials by trunk and result.")
    {
        Labels = [("trunk", Trunks), ("result", "results of a digest check")],
    };

    public static readonly InstrumentDefinition IdentityChecks = new("gateway.identity_checks", InstrumentKind.Counter, "{check}", "Checks of callers' signed identities by trunk and result.")
    {
        Labels = [("trunk", Trunks), ("result", "results of an identity check")],
    };

    public static readonly InstrumentDefinition IdentityFetches = new("gateway.identity_fetches", InstrumentKind.Counter, "{fetch}", "Fetches of signers' certificates by result.")
    {
        Labels = [("result", "not_allowed, too_many, failed, trusted, untrusted")],
    };

    public static readonly InstrumentDefinition RtpengineRequests = new("gateway.rtpengine.requests", InstrumentKind.Counter, "{request}", "Requests to media relays by command and result.")
    {
        Labels = [("command", "offer, answer, delete"), ("result", "ok, error, timeout")],
    };

    public static readonly InstrumentDefinition TlsReloads = new("gateway.tls.reloads", InstrumentKind.Counter, "{reload}", "Changed certificate files, by whether they could be taken over.")
    {
        Labels = [("result", "ok, failed")],
    };

    public static readonly InstrumentDefinition TlsRemaining = new("gateway.tls.certificate.remaining", InstrumentKind.Gauge, "s", "Time until a SIP certificate of ours ends.")
    {
        Labels = [("file", "configured files")],
    };

    public static readonly InstrumentDefinition TurnedAway = new("gateway.defence.turned_away", InstrumentKind.Counter, "{request}", "New requests that known sources, scanners and banned ones were refused, by reason.")
    {
        Labels = [("reason", "scanner, banned, source_rate, trunk_rate, trunk_full")],
    };

    public static readonly InstrumentDefinition DefenceSignals = new("gateway.defence.signals", InstrumentKind.Counter, "{signal}", "Signs that a source means no good, by kind.")
    {
        Labels = [("signal", "kinds of signs")],
    };

    public static readonly InstrumentDefinition DefenceBans = new("gateway.defence.bans", InstrumentKind.Counter, "{ban}", "Sources banned, by the sign that led to it.")
    {
        Labels = [("signal", "kinds of signs")],
    };

    public static readonly InstrumentDefinition DefenceSources = new("gateway.defence.sources", InstrumentKind.Gauge, "{source}", "Sources remembered, by table.")
    {
        Labels = [("table", "trunks, unproven, proven")],
    };

    public static readonly InstrumentDefinition DefenceForgotten = new("gateway.defence.forgotten", InstrumentKind.Counter, "{source}", "Sources forgotten because a table was full.")
    {
        Labels = [("table", "trunks, unproven, proven")],
    };

    // Webhooks

    public static readonly InstrumentDefinition WebhookDeliveries = new("gateway.webhook.deliveries", InstrumentKind.Counter, "{delivery}", "Webhook deliveries by target and result.")
    {
        Labels = [("target", Targets + ", `unknown`"), ("result", "taken, duplicate, busy, ignored, signature_…, token_… …")],
    };

    public static readonly InstrumentDefinition AdmissionsPending = new("gateway.admissions.pending", InstrumentKind.Gauge, "{call}", "Calls between webhook and accept; at `Webhooks:MaxPending` deliveries get a 503.");

    public static readonly InstrumentDefinition WebhookAnswer = Seconds("gateway.webhook.answer.duration", "Delivery in to answer out, claim included.", Buckets.Local);

    // API

    public static readonly InstrumentDefinition FollowersOpen = new("gateway.followers", InstrumentKind.UpDownCounter, "{follower}", "Event streams and control WebSockets that are open.");

    public static readonly InstrumentDefinition FollowersRefused = new("gateway.followers.refused", InstrumentKind.Counter, "{follower}", "Event streams and control WebSockets refused because too many were open, by the limit.")
    {
        Labels = [("limit", "user: the share of one key or user; all: the gateway's")],
    };

    // Store

    public static readonly InstrumentDefinition StoreDropped = new("gateway.store.dropped", InstrumentKind.Counter, "{write}", "Writes lost because the queue was full or the write itself was faulty.");

    public static readonly InstrumentDefinition StoreFailures = new("gateway.store.failures", InstrumentKind.Counter, "{commit}", "Commits that failed.");

    public static readonly InstrumentDefinition StoreCommit = Seconds("gateway.store.commit.duration", "One transaction, disk flush included.", Buckets.Local);

    public static readonly InstrumentDefinition StoreBatch = new("gateway.store.commit.writes", InstrumentKind.Histogram, "{write}", "Writes per transaction.") { Buckets = Buckets.Batch };

    public static readonly InstrumentDefinition StoreQueued = new("gateway.store.queued", InstrumentKind.UpDownCounter, "{write}", "Writes that wait for the disk.");

    public static readonly InstrumentDefinition StoreLag = new("gateway.store.lag", InstrumentKind.Gauge, "s", "How long the oldest write has waited for the disk; 0 when none waits.");

    public static readonly InstrumentDefinition StoreSpooled = new("gateway.store.spooled", InstrumentKind.UpDownCounter, "{write}", "Writes that wait in the spool, on disk, while the database does not work.");

    public static readonly InstrumentDefinition StorePurged = new("gateway.store.purged", InstrumentKind.Counter, "{call}", "Calls whose history was purged because of its age.")
    {
        Labels = [("what", "events, records")],
    };

    // Telemetry itself

    public static readonly InstrumentDefinition TelemetryItems = new("gateway.telemetry.items", InstrumentKind.Counter, "{item}", "Spans and log records by what became of them.")
    {
        Labels = [("signal", "traces, logs, call_events, metrics"), ("result", "sent, failed, dropped")],
    };

    public static readonly InstrumentDefinition TelemetryQueued = new("gateway.telemetry.queued", InstrumentKind.Gauge, "{item}", "Spans and log records that wait to be sent.")
    {
        Labels = [("signal", "traces, logs, call_events")],
    };

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<InstrumentDefinition> All { get; } =
    [
        .. typeof(GatewayInstruments).GetFields().Where(field => field.FieldType == typeof(InstrumentDefinition))
            .Select(field => (InstrumentDefinition)field.GetValue(null)!).OrderBy(one => one.Name, StringComparer.Ordinal),
    ];

    private static InstrumentDefinition Seconds(string name, string description, double[] buckets, params (string Name, string Values)[] labels) =>
        new(name, InstrumentKind.Histogram, "s", description) { Buckets = buckets, Labels = labels };
}
