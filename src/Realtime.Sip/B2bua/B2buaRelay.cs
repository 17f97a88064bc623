using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;

namespace Realtime.Sip.B2bua;

/// <summary>One request that was passed on inside the call, and who waits for its answer.</summary>
internal sealed class B2buaRelay(B2buaSide from, ServerTransaction origin)
{
    public B2buaSide From => from;

    public ServerTransaction Origin => origin;

    /// <summary>The request as we sent it to the other side.</summary>
    public SipRequest? Request { get; set; }

    public ClientTransaction? Transaction { get; set; }

    /// <summary>The final answer of the other side, once it is in.</summary>
    public SipResponse? Answer { get; set; }

    public bool IsInvite => origin.Method == SipMethod.Invite;

    public bool IsInfo => origin.Method == SipMethod.Info;
}
