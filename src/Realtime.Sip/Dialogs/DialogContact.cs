using Realtime.Sip.Messages;
using Realtime.Sip.Transports;

namespace Realtime.Sip.Dialogs;

/// <summary>Our Contact as a peer at the other end of a flow has to see it.</summary>
internal static class DialogContact
{
    public static NameAddress For(SipFlow flow) => flow.Contact;
}
