namespace Realtime.Sip.Messages;

/// <summary>What <see cref="SipFraming"/> has found out about a message that is not whole yet.</summary>
/// <param name="Searched">Bytes of the message in which its header section does not end.</param>
/// <param name="Total">Bytes that the buffer needs; zero when not known yet.</param>
public readonly record struct SipFrameProgress(int Searched, int Total);
