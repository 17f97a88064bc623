using System.Net;
using Realtime.Sip.Messages;

namespace Realtime.Sip.Transports;

/// <summary>Decides what strangers get. Called on the receiving threads: it must not block, and may be called from several at once.</summary>
public interface ISipGuard
{
    /// <summary>Asked of each connection that comes in, before its handshake.</summary>
    SipStanding Judge(IPAddress source);

    /// <summary>Told of a connection that came in and failed for its peer's fault: its handshake, or bytes that are no messages.</summary>
    void Suspect(IPAddress source, SipFault fault);

    /// <summary>Whether a new request outside of dialogs is taken. Repeats of one that was are not asked about.</summary>
    SipAdmission Admit(SipRequest request, SipFlow flow);

    /// <summary>
    /// Told of each message that is malformed or belongs to nothing; says whether its sender gets the answer that the RFC has for it. False: nothing is
    /// sent.
    /// </summary>
    bool Answers(SipFlow flow, SipFault fault);
}
