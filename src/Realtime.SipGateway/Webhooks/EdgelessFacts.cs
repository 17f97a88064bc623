using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Numbers;
using Realtime.SipGateway.OpenAi;

namespace Realtime.SipGateway.Webhooks;

/// <summary>Facts of a call that did not pass our SIP edge, from the headers that the vendor tells.</summary>
internal static class EdgelessFacts
{
    private const int MaxHeaders = 64;

    public static CallFacts Of(IncomingCall incoming, NumberPlan numbers)
    {
        var caller = SipAddress.Parse(First(incoming, "From") ?? "");
        var (dialledAsSent, callerAsSent) = (Dialled(incoming), caller.IsAnonymous ? "" : caller.User);
        var (dialled, calling) = (numbers.Normalise(dialledAsSent), numbers.Normalise(callerAsSent));
        return new CallFacts
        {
            Source = CallSourceKind.Webhook,
            Dialled = dialled,
            DialledAsSent = dialled == dialledAsSent ? null : dialledAsSent,
            Caller = calling,
            CallerAsSent = calling == callerAsSent ? null : callerAsSent,
            CallerName = caller.Name,
            SipCallId = First(incoming, "Call-ID"),
            MediaSecurity = incoming.MediaSecurity,
            Headers = [.. incoming.SipHeaders.Take(MaxHeaders)],
        };
    }

    /// <summary>Some carriers put the project id into To and what was dialled into Diversion.</summary>
    private static string Dialled(IncomingCall incoming)
    {
        var to = SipAddress.Parse(First(incoming, "To") ?? "").User;
        return to.StartsWith("proj_", StringComparison.Ordinal) && First(incoming, "Diversion") is { } diversion
            ? SipAddress.Parse(diversion).User
            : to;
    }

    private static string? First(IncomingCall incoming, string name) => incoming.SipHeaders
        .Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
        .Select(header => header.Value)
        .FirstOrDefault();
}
