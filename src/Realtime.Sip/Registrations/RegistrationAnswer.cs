using System.Globalization;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;

namespace Realtime.Sip.Registrations;

/// <summary>Reads what came back to a REGISTER.</summary>
internal static class RegistrationAnswer
{
    private static readonly int[] NeedsAHand = [401, 403, 404, 405, 407, 420, 603, 604, 606];

    public static RegistrationInput Read(ClientTransactionEvent outcome, SipRequest sent, int asked) => outcome.Response switch
    {
        null => new RegistrationInput(RegistrationEvent.Unreachable),
        { IsSuccess: true } granted => new RegistrationInput(RegistrationEvent.Granted, GrantedSeconds(granted, sent, asked)),
        { StatusCode: 423 } brief => new RegistrationInput(RegistrationEvent.TooBrief, Number(brief.Headers.First(SipHeaderId.MinExpires))),
        { } failure => new RegistrationInput(
            NeedsAHand.Contains(failure.StatusCode) ? RegistrationEvent.Refused : RegistrationEvent.Failed,
            Number(failure.Headers.First(SipHeaderId.RetryAfter))),
    };

    public static string Describe(ClientTransactionEvent outcome) => outcome switch
    {
        { Response: { } response } => string.Create(CultureInfo.InvariantCulture, $"{response.StatusCode} {response.ReasonPhrase}"),
        { Kind: ClientTransactionEventKind.Timeout } => "no answer",
        _ => outcome.Failure.ToString(),
    };

    /// <summary>The interval of our binding among those listed (RFC 3261 §10.2.4), else that of Expires, else what we asked for.</summary>
    private static int GrantedSeconds(SipResponse granted, SipRequest sent, int asked)
    {
        var ours = sent.Contact?.Uri;
        if (ours is not null && granted.Headers.TryReadAddresses(SipHeaderId.Contact, out var bindings)
            && bindings.Find(binding => IsSame(binding.Uri, ours)) is { } own && Number(own.Parameters["expires"]) is > 0 and var seconds)
        {
            return seconds;
        }

        return Number(granted.Headers.First(SipHeaderId.Expires)) is > 0 and var common ? common : asked;
    }

    private static bool IsSame(SipUri binding, SipUri ours) =>
        binding == ours || (binding.User == ours.User && binding.Host == ours.Host && binding.Port == ours.Port);

    private static int Number(string? text)
    {
        // Retry-After may have a comment and parameters behind its number (§20.33).
        var digits = (text ?? "").AsSpan().TrimStart();
        var end = digits.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(end < 0 ? digits : digits[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}
