using System.Globalization;
using System.Security.Cryptography;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;

namespace Realtime.Sip.Dialogs;

/// <summary>
/// The provisional responses of one INVITE that came, sent reliably (RFC 3262 §3): one after the other, each repeated until its PRACK is
/// in. Its owner is sequential.
/// </summary>
internal sealed class ReliableProvisionals
{
    /// <summary>§3: no PRACK after 64·T1, and the INVITE is refused.</summary>
    private const int Rounds = 64;

    /// <summary>So many responses wait for the one before at most; what comes then is not sent: it is progress, not news.</summary>
    private const int MaxWaiting = 4;

    private readonly DialogLayer _layer;
    private readonly InviteServerTransaction _invite;
    private readonly DialogTimer _timer;
    private readonly Queue<SipResponse> _waiting = new();

    /// <summary>§3 wants the first between 1 and 2^31 - 1, chosen at random, and each next one higher by one.</summary>
    private uint _number = (uint)RandomNumberGenerator.GetInt32(1, int.MaxValue - 1000);
    private SipResponse? _open;
    private TimeSpan _pause;
    private TimeSpan _waited;

    /// <param name="layer">Timers.</param>
    /// <param name="invite">The INVITE.</param>
    /// <param name="due">Brings the stamp of the timer to <see cref="Repeat"/> in its owner's turn.</param>
    public ReliableProvisionals(DialogLayer layer, InviteServerTransaction invite, Action<int> due)
    {
        (_layer, _invite) = (layer, invite);
        _timer = new DialogTimer(layer.TimerQueue, due);
    }

    /// <summary>A session description is out that was not acknowledged: no 2xx before it is (§3).</summary>
    public bool HoldsAnswer => _open is { Body.IsEmpty: false } || _waiting.Any(response => !response.Body.IsEmpty);

    /// <summary>Whether the INVITE is to have reliable responses.</summary>
    public static bool IsWanted(ReliabilityMode mode, SipRequest invite) => mode switch
    {
        ReliabilityMode.Off => false,
        ReliabilityMode.Required => Requires(invite),
        _ => Requires(invite) || invite.Headers.HasToken(SipHeaderId.Supported, RAck.OptionTag),
    };

    public static bool Requires(SipRequest invite) => invite.Headers.HasToken(SipHeaderId.Require, RAck.OptionTag);

    /// <summary>Sends the response, after those before it were acknowledged.</summary>
    public void Send(SipResponse response)
    {
        if (_open is null)
        {
            Transmit(response);
        }
        else if (_waiting.Count < MaxWaiting)
        {
            _waiting.Enqueue(response);
        }
    }

    /// <summary>Takes a PRACK. False when it acknowledges nothing that waits for it: it gets 481 (§3).</summary>
    public bool TryAcknowledge(SipRequest prack)
    {
        if (_open is null || !RAck.TryRead(prack, out var acknowledged) || acknowledged != new RAck(_number, _invite.Request.CSeq))
        {
            return false;
        }

        _open = null;
        _timer.Stop();
        if (_waiting.TryDequeue(out var next))
        {
            Transmit(next);
        }

        return true;
    }

    /// <summary>The timer is due. False when the PRACK was awaited long enough.</summary>
    public bool Repeat(int stamp)
    {
        if (_open is null || !_timer.IsCurrent(stamp))
        {
            return true;
        }

        _waited += _pause;
        if (_waited >= Rounds * _layer.Transactions.Timers.T1)
        {
            Stop();
            return false;
        }

        _pause *= 2;
        var left = (Rounds * _layer.Transactions.Timers.T1) - _waited;
        _timer.Start(_pause < left ? _pause : left);
        _pause = _pause < left ? _pause : left;
        _invite.Respond(_open);
        return true;
    }

    /// <summary>The INVITE has its final response: nothing is repeated any more.</summary>
    public void Stop()
    {
        _timer.Stop();
        _waiting.Clear();
        _open = null;
    }

    private void Transmit(SipResponse response)
    {
        response.Headers.Add(SipHeaderId.Require, RAck.OptionTag);
        response.Headers.Set(SipHeaderId.RSeq, (++_number).ToString(CultureInfo.InvariantCulture));
        _open = response;
        (_pause, _waited) = (_layer.Transactions.Timers.T1, TimeSpan.Zero);
        _timer.Start(_pause);
        _invite.Respond(response);
    }
}
