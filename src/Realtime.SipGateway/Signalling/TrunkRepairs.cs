using System.Net;
using Realtime.Sip.Messages;
using Realtime.Sip.Transports;

namespace Realtime.SipGateway.Signalling;

/// <summary>
/// What is put right of a carrier whose signalling is known to be wrong; each repair is named in <see cref="TrunkOptions.Repair"/>. A session
/// description without Content-Type needs no name: it is taken, and given one when passed on, in both directions (pain P5 of the field).
/// </summary>
internal sealed class TrunkRepairs(IEnumerable<string> names)
{
    /// <summary>Requests to the caller go where his INVITE came from, not where his Contact points: a private address behind a NAT.</summary>
    public const string ContactSource = "contact-source";

    /// <summary>An INVITE without a Contact gets its source as one (RFC 3261 §8.1.1.8 demands it).</summary>
    public const string ContactMissing = "contact-missing";

    /// <summary>A parameter that a Contact names twice, such as <c>;transport=tls;transport=tls</c>, stays once (pain P6 of the field).</summary>
    public const string ContactParameters = "contact-parameters";

    private readonly HashSet<string> _names = new(names, StringComparer.OrdinalIgnoreCase);

    public static IReadOnlyList<string> Names { get; } = [ContactSource, ContactMissing, ContactParameters];

    /// <summary>Where requests to the caller go; null: where his Contact and routes lead.</summary>
    public SipDestination? CallerDestination(SipFlow flow) =>
        _names.Contains(ContactSource) ? new SipDestination(flow.Kind, flow.Remote) { PreferredFlow = flow } : null;

    /// <summary>Puts the INVITE right, before anything of it is used.</summary>
    public void Repair(SipRequest invite, SipFlow flow)
    {
        if (_names.Contains(ContactMissing) && !invite.Headers.Contains(SipHeaderId.Contact))
        {
            var host = new IPAddress(Networks.Plain(flow.Remote.Address).GetAddressBytes()).ToString();
            invite.Contact = NameAddress.Create(SipUri.Create(null, host, flow.Remote.Port, parameters: $"transport={flow.Kind.ToString().ToLowerInvariant()}"));
        }
        else if (_names.Contains(ContactParameters) && invite.Contact is { } contact && Once(contact) is { } repaired)
        {
            invite.Contact = repaired;
        }
    }

    /// <summary>Null when nothing is doubled. As text: a parameter that stays, stays byte for byte.</summary>
    private static NameAddress? Once(NameAddress contact)
    {
        var text = contact.Uri.ToString();
        var host = text.IndexOf('@', StringComparison.Ordinal) + 1;
        var parameters = text[host..].Split(';');
        var once = parameters.DistinctBy(parameter => parameter.Split('=', 2)[0], StringComparer.OrdinalIgnoreCase).ToList();
        return once.Count < parameters.Length && !contact.Uri.HasHeaders && SipUri.TryParse(text[..host] + string.Join(';', once), out var uri)
            ? NameAddress.Create(uri)
            : null;
    }
}
