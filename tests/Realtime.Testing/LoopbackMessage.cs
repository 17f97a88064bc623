using Realtime.Sip.Transports;

namespace Realtime.Testing;

/// <summary>A message as it would have gone over the wire.</summary>
public sealed record LoopbackMessage(string Text, SipFlow Flow)
{
    /// <summary>The status of a response, or 0.</summary>
    public int Status => SipText.StatusOf(Text);

    /// <summary>The method of a request, or that in the CSeq of a response.</summary>
    public string Method => SipText.MethodOf(Text);

    public override string ToString() => Text;
}
