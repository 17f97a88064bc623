using System.Globalization;
using Realtime.Sip.Messages;

namespace Realtime.Sip.Dialogs;

/// <summary>
/// What the two sides of one dialog agreed on about its session timer (RFC 4028), from one refresh to the next. No clock: when to
/// refresh and when to give up is told, not done.
/// </summary>
internal sealed class SessionTimer(SessionTimerOptions options)
{
    private const int IntervalTooSmall = 422;

    /// <summary>A peer that breaks the floor of 90 s is obeyed, but not so far that refreshing is all that we do.</summary>
    private const uint LeastObeyed = 10;

    /// <summary>RFC 4028 §10: who waits for a refresh gives up the lesser of 32 s and a third of the interval before the end.</summary>
    private const double GivesUpBefore = 32;

    private uint _minSe = (uint)options.MinSeconds;
    private uint _seconds;

    /// <summary>A session timer is agreed on.</summary>
    public bool IsAgreed => _seconds > 0;

    /// <summary>The refreshes are ours to send.</summary>
    public bool IsOurs { get; private set; }

    public TimeSpan Interval => TimeSpan.FromSeconds(_seconds);

    /// <summary>Since the last refresh: when ours is due (§10: half-way).</summary>
    public TimeSpan RefreshAfter => Interval / 2;

    /// <summary>Since the last refresh: when a session whose refresh did not come is over.</summary>
    public TimeSpan GiveUpAfter => IsOurs ? Interval : TimeSpan.FromSeconds(_seconds - Math.Min(GivesUpBefore, _seconds / 3.0));

    /// <summary>Goes on with what another process had agreed on; 0 seconds: nothing.</summary>
    public void Resume(uint seconds, bool isOurs) => (_seconds, IsOurs) = (seconds, isOurs);

    /// <summary>The 422 that a request gets whose interval is below what we agree to (§6, §9); null when it is none, or its sender would not understand.</summary>
    public static SipResponse? Refuse(SessionTimerOptions options, SipRequest request, string? localTag = null)
    {
        if (options.Mode == SessionTimerMode.Off || !SessionExpires.TryRead(request, out var asked) || asked.Seconds >= options.MinSeconds
            || !Supports(request))
        {
            return null;
        }

        var response = SipResponse.CreateFor(request, IntervalTooSmall, toTag: localTag);
        response.Headers.Add(SipHeaderId.MinSE, options.MinSeconds.ToString(CultureInfo.InvariantCulture));
        return response;
    }

    /// <summary>Completes an INVITE or UPDATE of ours: what was agreed on is asked for again, roles as they are (§7.4).</summary>
    public void AddTo(SipRequest request)
    {
        if (IsAgreed)
        {
            var interval = new SessionExpires(Math.Max(_seconds, _minSe), IsOurs ? SessionRefresher.Uac : SessionRefresher.Uas);
            request.Headers.Set(SipHeaderId.SessionExpires, interval.ToString());
        }
        else if (options.Mode == SessionTimerMode.Request)
        {
            var refresher = options.Refresher switch
            {
                SessionTimerRole.Us => SessionRefresher.Uac,
                SessionTimerRole.Peer => SessionRefresher.Uas,
                _ => SessionRefresher.Unsaid,
            };
            request.Headers.Set(SipHeaderId.SessionExpires, new SessionExpires(Math.Max((uint)options.Seconds, _minSe), refresher).ToString());
        }

        if (_minSe > SessionTimerOptions.LeastSeconds)
        {
            request.Headers.Set(SipHeaderId.MinSE, _minSe.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Takes a 422 to a request of ours. False when asking again would not help.</summary>
    public bool TryRaise(SipResponse refusal)
    {
        var least = SessionExpires.ReadMinSe(refusal);
        if (refusal.StatusCode != IntervalTooSmall || least <= _minSe)
        {
            return false;
        }

        _minSe = least;
        return true;
    }

    /// <summary>Takes the 2xx to a request of ours. Without a Session-Expires there is no timer from here on (§7.2).</summary>
    public void Agree(SipResponse success)
    {
        if (!SessionExpires.TryRead(success, out var agreed))
        {
            _seconds = 0;
            return;
        }

        _seconds = Math.Max(agreed.Seconds, Math.Min(LeastObeyed, (uint)options.MinSeconds));

        // Who does not say it breaks the RFC; one refresh too many harms nobody.
        IsOurs = agreed.Refresher != SessionRefresher.Uas;
    }

    /// <summary>Agrees with an INVITE or UPDATE of the other side, and writes it into our 2xx (§9).</summary>
    public void Answer(SipRequest request, SipResponse success)
    {
        var isAsked = SessionExpires.TryRead(request, out var asked);
        if (!isAsked && !IsAgreed && options.Mode != SessionTimerMode.Request)
        {
            return;
        }

        var supports = Supports(request);
        var refresher = supports ? RefresherFor(asked.Refresher) : SessionRefresher.Uas;
        _seconds = isAsked ? Shorten(asked.Seconds, SessionExpires.ReadMinSe(request))
            : IsAgreed ? _seconds
            : Math.Max((uint)options.Seconds, SessionExpires.ReadMinSe(request));
        IsOurs = refresher == SessionRefresher.Uas;
        success.Headers.Set(SipHeaderId.SessionExpires, new SessionExpires(_seconds, refresher).ToString());
        if (supports)
        {
            success.Headers.Add(SipHeaderId.Require, SessionExpires.OptionTag);
        }
    }

    private static bool Supports(SipRequest request) =>
        request.Headers.HasToken(SipHeaderId.Supported, SessionExpires.OptionTag) || request.Headers.HasToken(SipHeaderId.Require, SessionExpires.OptionTag);

    private SessionRefresher RefresherFor(SessionRefresher asked) => asked switch
    {
        not SessionRefresher.Unsaid => asked,
        _ when IsAgreed => IsOurs ? SessionRefresher.Uas : SessionRefresher.Uac,
        _ => options.Refresher == SessionTimerRole.Us ? SessionRefresher.Uas : SessionRefresher.Uac,
    };

    /// <summary>An interval may be shortened to what we want, never below what somebody on the way needs, and never be made longer (§9).</summary>
    private uint Shorten(uint asked, uint least)
    {
        var wanted = options.Mode == SessionTimerMode.Request ? Math.Max((uint)options.Seconds, Math.Max(least, _minSe)) : asked;
        return Math.Max(Math.Min(asked, wanted), Math.Min(LeastObeyed, (uint)options.MinSeconds));
    }
}
