using System.Net;
using Realtime.Sip.Messages;
using Realtime.Sip.Transports;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Signalling.Defence;

/// <summary>
/// The door: what is decided of a new request before anything is remembered of it. In this order:
/// <code>
/// :: Step 1  a scanner by its own name        → dropped
/// :: Step 2  an address that no trunk takes   → dropped, or 403 (UnknownSources)
/// :: Step 3  a banned address                 → dropped; never one that a trunk lists
/// :: Step 4  more than an address may send    → 503, Retry-After
/// :: Step 5  a number that no trunk may dial  → 404, or dropped (UnknownNumbers)
/// :: Step 6  more than the trunk may have     → 503, Retry-After
/// </code>
/// Signs against an address add up to a ban. Over UDP addresses are easily forged: such signs count half, ban UDP only, and what a trunk lists is
/// never banned, so that nobody can turn the ban against a carrier.
/// </summary>
internal sealed class SourceGuard : ISipGuard, ISourceBans
{
    /// <summary>Lines about strangers: enough to find a wrong address in a trunk, too few to fill a disk.</summary>
    private static readonly RateLimit LogRate = new(2, 50);

    /// <summary>What a full trunk asks the peer to wait: some of its calls will have ended.</summary>
    private static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(5);

    private readonly TrunkBook _trunks;
    private readonly SignallingMetrics _calls;
    private readonly DefenceMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger<SourceGuard> _logger;
    private readonly SourceTable _ofTrunks;
    private readonly SourceTable _datagrams;
    private readonly SourceTable _proven;
    private readonly TokenBucket _unknown = new();
    private readonly TokenBucket _lines = new();
    private long _unlogged;

    public SourceGuard(TrunkBook trunks, SignallingMetrics calls, DefenceMetrics metrics, TimeProvider time, ILogger<SourceGuard> logger)
    {
        _trunks = trunks;
        _calls = calls;
        _metrics = metrics;
        _time = time;
        _logger = logger;
        _ofTrunks = new SourceTable(time);
        _datagrams = new SourceTable(time);
        _proven = new SourceTable(time);
        metrics.Watch(("trunks", _ofTrunks), ("unproven", _datagrams), ("proven", _proven));
    }

    public int Remembered => _ofTrunks.Count + _datagrams.Count + _proven.Count;

    public SipAdmission Admit(SipRequest request, SipFlow flow)
    {
        var site = _trunks.Site;
        var source = flow.Remote.Address;
        var isListed = site.Table.Lists(source);

        // :: Step 1
        if (site.Scanners.Has(request))
        {
            Note(flow, DefenceSignal.Scanner, isListed);
            _metrics.TurnedAway(DefenceMetrics.Scanner);
            return SipAdmission.Drop;
        }

        // :: Step 2
        var match = site.Table.Match(source, flow.Kind, request.Method == SipMethod.Invite ? request : null);
        if (match.Miss is TrunkMiss.Address or TrunkMiss.Transport)
        {
            return TurnAwayStranger(flow, match, site, isListed);
        }

        // :: Step 3
        if (!isListed && IsBanned(flow))
        {
            _metrics.TurnedAway(DefenceMetrics.Banned);
            return SipAdmission.Drop;
        }

        // :: Step 4
        if (!TryTake(flow, site, isListed, isStray: false, out var wait))
        {
            Note(flow, DefenceSignal.ExcessRate, isListed);
            _metrics.TurnedAway(DefenceMetrics.SourceRate);
            return isListed || flow.Kind.IsReliable() ? SipAdmission.Refuse(503, wait) : SipAdmission.Drop;
        }

        return request.Method == SipMethod.Invite ? AdmitInvite(flow, match, site) : SipAdmission.Take;
    }

    public SipStanding Judge(IPAddress source) =>
        _trunks.Current.Lists(source) ? SipStanding.Known
        : _proven.IsBanned(SourceKey.Of(source)) ? SipStanding.Banned
        : SipStanding.Stranger;

    public void Suspect(IPAddress source, SipFault fault) => Note(source, DefenceSignal.Malformed, isProven: true, _trunks.Current.Lists(source));

    public bool Answers(SipFlow flow, SipFault fault)
    {
        // A connection that we opened leads to a peer of ours.
        if (flow.Kind.IsReliable() && flow.Transport.LocalEndPoint.Port == 0)
        {
            return true;
        }

        var site = _trunks.Site;
        var isListed = site.Table.Lists(flow.Remote.Address);
        var isMalformed = fault is SipFault.MalformedAnswered or SipFault.MalformedDropped;
        Note(flow, isMalformed ? DefenceSignal.Malformed : DefenceSignal.UnknownSource, isListed);
        return (isListed || (!IsBanned(flow) && site.Table.Match(flow.Remote.Address, flow.Kind, invite: null).Trunk is not null))
            && TryTake(flow, site, isListed, isStray: true, out _);
    }

    /// <summary>A sign that somebody else saw, such as a wrong password.</summary>
    /// <param name="flow">Where it came from.</param>
    /// <param name="signal">What it was.</param>
    /// <param name="isProven">The address is real, over UDP too: it answered a challenge that was sent to it.</param>
    public void Report(SipFlow flow, DefenceSignal signal, bool isProven = false) =>
        Note(flow.Remote.Address, signal, isProven || flow.Kind.IsReliable(), _trunks.Current.Lists(flow.Remote.Address));

    public IReadOnlyList<SourceBan> List()
    {
        var proven = _proven.Banned();
        var everywhere = proven.Select(record => record.Key).ToHashSet();
        return
        [
            .. proven.Select(record => Ban(record, "all"))
                .Concat(_datagrams.Banned().Where(record => !everywhere.Contains(record.Key)).Select(record => Ban(record, "udp")))
                .OrderByDescending(ban => ban.Until),
        ];
    }

    public bool Lift(string source) => IPAddress.TryParse(source.Split('/')[0], out var address) && Lift(SourceKey.Of(address));

    private static SourceBan Ban(SourceRecord record, string transports) =>
        new(record.Key.ToString(), transports, DefenceSignals.Name(record.Reason), record.BannedSince, record.BannedUntil);

    private bool Lift(SourceKey key) => _proven.Forgive(key) | _datagrams.Forgive(key);

    private SipAdmission TurnAwayStranger(SipFlow flow, TrunkMatch match, TrunkSite site, bool isListed)
    {
        _calls.Unmatched(match.Miss);
        Note(flow, DefenceSignal.UnknownSource, isListed);
        Log(flow, match.Why);
        return site.Options.UnknownSources == "drop" || IsBanned(flow) || !TryTake(flow, site, isListed: false, isStray: false, out _) ? SipAdmission.Drop : SipAdmission.Refuse(403);
    }

    private SipAdmission AdmitInvite(SipFlow flow, TrunkMatch match, TrunkSite site)
    {
        // :: Step 5
        if (match.Trunk is not { } trunk)
        {
            _calls.Unmatched(match.Miss);
            Log(flow, match.Why);
            return site.Options.UnknownNumbers == "drop" ? SipAdmission.Drop : SipAdmission.Refuse(404);
        }

        // :: Step 6: of a trunk that is told by a proof, the proof comes first: a forged source must not use up its rate.
        if (match.IsSettled && trunk.IsFull)
        {
            return RefuseCall(trunk, DefenceMetrics.TrunkFull, UsualWait);
        }

        if (match.IsSettled && trunk.Rate is { } rate && !trunk.Usage.Rate.TryTake(_time, rate, out var wait))
        {
            return RefuseCall(trunk, DefenceMetrics.TrunkRate, wait);
        }

        return SipAdmission.Take;
    }

    private SipAdmission RefuseCall(Trunk trunk, string reason, TimeSpan wait)
    {
        _calls.Invite(trunk.Name, SignallingMetrics.Limit);
        _metrics.TurnedAway(reason);
        _logger.AboveLimit(trunk.Name, reason);
        return SipAdmission.Refuse(503, wait);
    }

    /// <summary>
    /// Forged addresses have each a rate of its own, so all datagrams of unknown sources have one together: what they are answered stays in the tables
    /// for half a minute, and must leave room for the trunks. Strays are counted apart, and cannot use up the calls of an address.
    /// </summary>
    private bool TryTake(SipFlow flow, TrunkSite site, bool isListed, bool isStray, out TimeSpan wait)
    {
        var table = isListed ? _ofTrunks : TableOf(flow);
        var limit = isListed ? site.TrunkSources : site.UnknownSources;
        return table.TryTake(SourceKey.Of(flow.Remote.Address), isStray, limit, site.Options.Defence.MaxSources, out wait)
            && (isListed || flow.Kind.IsReliable() || _unknown.TryTake(_time, site.UnknownTogether, out wait));
    }

    private bool IsBanned(SipFlow flow) => TableOf(flow).IsBanned(SourceKey.Of(flow.Remote.Address));

    private SourceTable TableOf(SipFlow flow) => flow.Kind.IsReliable() ? _proven : _datagrams;

    private void Note(SipFlow flow, DefenceSignal signal, bool isListed) => Note(flow.Remote.Address, signal, flow.Kind.IsReliable(), isListed);

    private void Note(IPAddress source, DefenceSignal signal, bool isProven, bool isListed)
    {
        _metrics.Noted(signal);
        if (isListed)
        {
            return;
        }

        var (key, options) = (SourceKey.Of(source), _trunks.Site.Options.Defence);
        var weight = DefenceSignals.Weight(signal);
        bool isBanned;
        if (isProven)
        {
            isBanned = _proven.Note(key, signal, weight, options) | _datagrams.Note(key, signal, weight, options);
        }
        else
        {
            isBanned = _datagrams.Note(key, signal, weight * DefenceSignals.Unproven, options);
        }

        if (isBanned)
        {
            _metrics.CountBan(signal);
            _logger.Bans(key.ToString(), DefenceSignals.Name(signal));
        }
    }

    private void Log(SipFlow flow, string why)
    {
        if (!_lines.TryTake(_time, LogRate, out _))
        {
            Interlocked.Increment(ref _unlogged);
            return;
        }

        var left = Interlocked.Exchange(ref _unlogged, 0);
        if (left > 0)
        {
            _logger.LeftOut(left);
        }

        _logger.NoTrunk(flow.Remote.ToString(), flow.Kind.ToString(), why);
    }
}
