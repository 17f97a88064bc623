using System.Text;
using Realtime.Sip.Messages;
using Xunit;

namespace Realtime.Sip.Tests.Dialogs;

/// <summary>Reads messages that a test writes as plain lines.</summary>
internal static class SipMessages
{
    public static SipRequest Request(string text) => Assert.IsType<SipRequest>(Parse(text));

    public static SipResponse Response(string text) => Assert.IsType<SipResponse>(Parse(text));

    /// <summary>Lines as on the wire; without an empty line the headers end the message.</summary>
    public static byte[] ToWire(string text)
    {
        var wire = text.ReplaceLineEndings("\r\n").TrimEnd('\r', '\n');
        return Encoding.UTF8.GetBytes(wire + (wire.Contains("\r\n\r\n", StringComparison.Ordinal) ? "\r\n" : "\r\n\r\n"));
    }

    private static SipMessage Parse(string text)
    {
        var result = SipParser.Parse(ToWire(text));
        Assert.True(result.IsOk, $"{result.Rejection}: {text}");
        return result.Message!;
    }
}
