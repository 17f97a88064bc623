using System.Net;
using Realtime.Sip.Authentication;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;

namespace Realtime.Sip.B2bua;

/// <summary>What both sides of a call have: a leg, the last session description they sent, and what they allow.</summary>
internal abstract class B2buaLegSide(B2buaCall call, B2buaSide side)
{
    private const string AlwaysAllowed = "INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE";
    private const string AndInfo = AlwaysAllowed + ", INFO";
    private const string AndRefer = AlwaysAllowed + ", REFER";
    private const string AndBoth = AndInfo + ", REFER";

    public abstract DialogLeg? Leg { get; }

    public B2buaSide Side { get; } = side;

    /// <summary>The last session description that this side sent.</summary>
    public SipBody LastBody { get; private set; }

    /// <summary>What this side's Allow lists.</summary>
    public B2buaAllowed Allowed { get; private set; }

    /// <summary>The session timer of this side's leg; null when it has none to agree on.</summary>
    public B2buaSession? Session { get; protected set; }

    /// <summary>A refresh of this side had no offer: its ACK brings an answer to ours.</summary>
    public bool AnswersRepeatedOffer { get; set; }

    private protected B2buaCall Call { get; } = call;

    private B2buaLegSide Other => Call.SideOf(Side == B2buaSide.Caller ? B2buaSide.Target : B2buaSide.Caller);

    /// <summary>This side may send PRACK.</summary>
    private protected virtual bool TakesPrack => false;

    /// <summary>What we allow this side: INFO only where the other one does.</summary>
    public string AllowValue() => TakesPrack ? CommonAllowValue() + ", PRACK" : CommonAllowValue();

    /// <summary>Remembers the body of a message of this side, if it has one.</summary>
    public void RememberBody(SipMessage message)
    {
        if (!message.Body.IsEmpty)
        {
            LastBody = SipBody.CopyOf(message);
        }
    }

    public void RememberBody(SipBody body) => LastBody = body;

    public void RememberAllowed(SipMessage message) => Allowed =
        (message.Headers.HasToken(SipHeaderId.Allow, "UPDATE") ? B2buaAllowed.Update : B2buaAllowed.None)
        | (message.Headers.HasToken(SipHeaderId.Allow, "INFO") ? B2buaAllowed.Info : B2buaAllowed.None);

    /// <summary>What another process needs to send requests in this leg's dialog; null while there is none.</summary>
    public B2buaLegFacts? ToFacts()
    {
        if (Leg is not { Dialog: { } dialog, Path: { } path })
        {
            return null;
        }

        // A connection that we opened belongs to no listener; the next process opens its own.
        var back = path.Back;
        return new B2buaLegFacts(dialog.ToSnapshot(), back.Kind, back.Through?.LocalEndPoint ?? new IPEndPoint(IPAddress.Any, 0), back.EndPoint);
    }

    /// <summary>What another process needs to go on with this leg.</summary>
    public B2buaLegSnapshot ToSnapshot()
    {
        var facts = ToFacts() ?? throw new InvalidOperationException("The leg has no dialog.");
        return new B2buaLegSnapshot
        {
            Dialog = facts.Dialog,
            Transport = facts.Transport,
            Local = facts.Local.ToString(),
            Remote = facts.Remote.ToString(),
            ContentType = LastBody.ContentType,
            Body = LastBody.Bytes.ToArray(),
            SessionSeconds = Session?.Seconds ?? 0,
            WeRefresh = Session?.IsOurs ?? false,
            AllowsUpdate = Allowed.HasFlag(B2buaAllowed.Update),
            AllowsInfo = Allowed.HasFlag(B2buaAllowed.Info),
        };
    }

    /// <summary>Goes on with a leg of another process; null when there are too many dialogs.</summary>
    private protected DialogLeg? Restore(B2buaLegSnapshot snapshot, SipDestination? configured, SessionTimerOptions session, SipCredentials? credentials)
    {
        Session = B2buaSession.For(Call, this, session);
        LastBody = new SipBody(snapshot.Body, snapshot.ContentType);
        Allowed = (snapshot.AllowsUpdate ? B2buaAllowed.Update : B2buaAllowed.None) | (snapshot.AllowsInfo ? B2buaAllowed.Info : B2buaAllowed.None);
        var local = IPEndPoint.Parse(snapshot.Local);
        var back = new SipDestination(snapshot.Transport, IPEndPoint.Parse(snapshot.Remote))
        {
            Through = Call.Layer.Transactions.Transports.Listeners.FirstOrDefault(
                listener => listener.Kind == snapshot.Transport && listener.LocalEndPoint.Equals(local)),
        };
        var leg = DialogLeg.AsRestored(Call.Layer, Call, Dialog.Restore(snapshot.Dialog), back, configured, DigestClient.For(credentials));
        return Call.Layer.TryAdd(leg) ? leg : null;
    }

    /// <summary>The session timers of a leg of another process run on, once the call can take what they do.</summary>
    public void ResumeSession(B2buaLegSnapshot snapshot)
    {
        if (snapshot.SessionSeconds > 0)
        {
            Session?.Resume(snapshot.SessionSeconds, snapshot.WeRefresh);
        }
    }

    /// <summary>It refused an UPDATE although its Allow lists it.</summary>
    public void ForgetUpdate() => Allowed &= ~B2buaAllowed.Update;

    /// <summary>The extensions that we support on this leg.</summary>
    public void AddSupported(SipMessage message, bool isReliable = false)
    {
        if (Session is not null)
        {
            message.Headers.Add(SipHeaderId.Supported, isReliable ? SessionExpires.OptionTag + ", " + RAck.OptionTag : SessionExpires.OptionTag);
        }
        else if (isReliable)
        {
            message.Headers.Add(SipHeaderId.Supported, RAck.OptionTag);
        }
    }

    /// <summary>A response with what each response that keeps a dialog needs.</summary>
    public SipResponse CreateAnswer(ServerTransaction transaction, int status)
    {
        var response = transaction.CreateResponse(status);
        Leg!.Dialog!.AddContact(response);
        response.Headers.Add(SipHeaderId.Allow, AllowValue());
        if (status is >= 200 and < 300)
        {
            AddSupported(response);
            if (transaction.Method == SipMethod.Invite || transaction.Method == SipMethod.Update)
            {
                Session?.Answer(transaction.Request, response);
            }
        }

        return response;
    }

    private string CommonAllowValue() => ((Other.Allowed & B2buaAllowed.Info) != 0, Call.Options.OnRefer is not null) switch
    {
        (true, true) => AndBoth,
        (true, false) => AndInfo,
        (false, true) => AndRefer,
        _ => AlwaysAllowed,
    };

    private protected void Bye(B2buaInput done)
    {
        Leg!.StopAnswer();
        Session?.Stop();
        var bye = Leg.CreateRequest(SipMethod.Bye);
        foreach (var reason in Call.ReasonsFor(Side))
        {
            bye.Headers.Add(reason);
        }

        Call.Tell(B2buaEventKind.ByeSent, Side, 0, bye);
        Leg.Send(bye, happened =>
        {
            if (happened.IsOutcome)
            {
                Call.Post(() =>
                {
                    Call.Tell(B2buaEventKind.ByeEnded, Side, happened.Response?.StatusCode ?? 0, happened.Response);
                    Call.Step(done, default);
                });
            }
        });
    }
}
