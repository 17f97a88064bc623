namespace Realtime.Sip.Transactions;

/// <summary>The timer values of RFC 3261 table 4 with its successors. Tests may shorten them; production keeps the defaults.</summary>
public sealed record SipTimers
{
    private const int Rounds = 64;

    public static SipTimers Default { get; } = new();

    /// <summary>An estimate of the round-trip time; everything else grows from it (RFC 3261 17.1.1.1).</summary>
    public TimeSpan T1 { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest pause between two repeats of a non-INVITE request or an INVITE response.</summary>
    public TimeSpan T2 { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>How long a message may stay in the network.</summary>
    public TimeSpan T4 { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>INVITE client: the first pause before a repeat; doubles without bound (Timer B ends it).</summary>
    public TimeSpan TimerA => T1;

    /// <summary>INVITE client: nothing heard at all.</summary>
    public TimeSpan TimerB => Rounds * T1;

    /// <summary>INVITE client: restarted by each 1xx. RFC 3261 16.6 wants more than three minutes.</summary>
    public TimeSpan TimerC { get; init; } = TimeSpan.FromSeconds(185);

    /// <summary>INVITE client: repeated failures are acknowledged this long (at least 32 s).</summary>
    public TimeSpan TimerD => Rounds * T1;

    /// <summary>Non-INVITE client: the first pause before a repeat; doubles up to T2.</summary>
    public TimeSpan TimerE => T1;

    /// <summary>Non-INVITE client: no final response.</summary>
    public TimeSpan TimerF => Rounds * T1;

    /// <summary>INVITE server: the first pause before a failure is repeated; doubles up to T2.</summary>
    public TimeSpan TimerG => T1;

    /// <summary>INVITE server: the ACK of a failure did not come.</summary>
    public TimeSpan TimerH => Rounds * T1;

    /// <summary>INVITE server: repeated ACKs are absorbed this long.</summary>
    public TimeSpan TimerI => T4;

    /// <summary>Non-INVITE server: repeated requests get the same response this long.</summary>
    public TimeSpan TimerJ => Rounds * T1;

    /// <summary>Non-INVITE client: repeated responses are absorbed this long.</summary>
    public TimeSpan TimerK => T4;

    /// <summary>INVITE server: repeated INVITEs are absorbed this long after a 2xx (RFC 6026).</summary>
    public TimeSpan TimerL => Rounds * T1;

    /// <summary>INVITE client: 2xx of other forks are taken this long (RFC 6026).</summary>
    public TimeSpan TimerM => Rounds * T1;

    /// <summary>INVITE server: a 100 is due when the transaction user is silent this long (RFC 3261 17.2.1).</summary>
    public TimeSpan InviteTrying { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Non-INVITE server: a 100 is due when the client's Timer E has grown to T2 (RFC 4320 4.1).</summary>
    public TimeSpan NonInviteTrying
    {
        get
        {
            var elapsed = TimeSpan.Zero;
            for (var pause = T1; pause < T2; pause *= 2)
            {
                elapsed += pause;
            }

            return elapsed;
        }
    }

    /// <summary>INVITE client: how long a final response is awaited after CANCEL (RFC 3261 9.1).</summary>
    public TimeSpan TimerCancel => Rounds * T1;

    /// <summary>
    /// INVITE server: the transaction user has forgotten the call: neither a provisional nor a final response for so long. Above
    /// Timer C, so that the other leg of a call decides first.
    /// </summary>
    public TimeSpan InviteAnswer { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Non-INVITE server: the client has given up (its Timer F), a response would come too late (RFC 4320 4.2).</summary>
    public TimeSpan NonInviteAnswer => Rounds * T1;
}
