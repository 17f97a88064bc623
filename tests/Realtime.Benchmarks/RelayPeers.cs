using System.Globalization;
using System.Text;

namespace Realtime.Benchmarks;

/// <summary>What the carrier and the service say in a call, made from what they are told; by plain text, so that it costs little.</summary>
internal static class RelayPeers
{
    private const string Branch = "z9hG4bKr7a1c9Xp0d5e2f";
    private const string CallId = "402918273_118822334@203.0.113.7";

    private static readonly string InviteText = Encoding.ASCII.GetString(CarrierMessages.Invite);
    private static readonly string OkBody = Body(Encoding.ASCII.GetString(CarrierMessages.Ok));

    public static byte[] Invite(int call) => Encoding.ASCII.GetBytes(InviteText
        .Replace(Branch, Branch + Number(call), StringComparison.Ordinal)
        .Replace(CallId, Number(call) + CallId, StringComparison.Ordinal));

    /// <summary>A request of the carrier inside the dialog that our 200 made.</summary>
    public static byte[] InDialog(string method, int call, int cseq, ReadOnlyMemory<byte> ok) => Encoding.ASCII.GetBytes(
        $"{method} sip:gateway.example.com:5060 SIP/2.0\r\n"
        + $"Via: SIP/2.0/UDP 203.0.113.7:5060;rport;branch=z9hG4bK{method}{Number(call)}\r\n"
        + "Max-Forwards: 70\r\n"
        + "From: \"Alice Example\" <sip:+15550199@carrier.example.net;user=phone>;tag=gK0c8a3f21\r\n"
        + Line(Encoding.ASCII.GetString(ok.Span), "To") + "\r\n"
        + $"Call-ID: {Number(call)}{CallId}\r\n"
        + $"CSeq: {cseq} {method}\r\n"
        + "Content-Length: 0\r\n\r\n");

    /// <summary>A response of the service: to the INVITE with its session description, to others without.</summary>
    public static byte[] Response(ReadOnlyMemory<byte> request, int status)
    {
        var text = Encoding.ASCII.GetString(request.Span);
        var to = Line(text, "To");
        var body = status == 200 && text.StartsWith("INVITE", StringComparison.Ordinal) ? OkBody : "";
        return Encoding.ASCII.GetBytes(
            $"SIP/2.0 {status} OK\r\n{Line(text, "Via")}\r\n{Line(text, "From")}\r\n"
            + (status == 100 || to.Contains(";tag=", StringComparison.Ordinal) ? to : to + ";tag=4fb1") + "\r\n"
            + $"{Line(text, "Call-ID")}\r\n{Line(text, "CSeq")}\r\n"
            + (body.Length > 0 ? "Contact: <sip:OAI@sip.api.openai.com:5061>\r\n" : "")
            + $"Content-Length: {body.Length}\r\n\r\n{body}");
    }

    private static string Number(int call) => call.ToString("x8", CultureInfo.InvariantCulture);

    private static string Line(string text, string name)
    {
        var start = text.IndexOf($"\r\n{name}: ", StringComparison.Ordinal) + 2;
        return text[start..text.IndexOf("\r\n", start, StringComparison.Ordinal)];
    }

    private static string Body(string text) => text[(text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
}
