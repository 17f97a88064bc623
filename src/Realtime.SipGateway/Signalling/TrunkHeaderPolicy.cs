using Realtime.Sip.B2bua;

namespace Realtime.SipGateway.Signalling;

/// <summary>Which headers cross between a trunk's callers and the AI side, made ready once.</summary>
internal sealed class TrunkHeaderPolicy(TrunkOptions options)
{
    /// <summary>What names a caller: kept back when he is withheld, for the AI side is outside of the carrier's trust domain (RFC 3325 §7).</summary>
    private static readonly string[] Identifying =
        ["P-Asserted-Identity", "P-Preferred-Identity", "Remote-Party-ID", "Identity", "Reply-To", "Call-Info", "P-Charging-Vector", "P-Access-Network-Info"];

    private readonly B2buaHeaderPolicy _known = Make(options, static _ => true);
    private readonly B2buaHeaderPolicy _withheld = Make(options, static name => !Identifying.Contains(name, StringComparer.OrdinalIgnoreCase));

    public B2buaHeaderPolicy For(bool isWithheld) => isWithheld ? _withheld : _known;

    private static B2buaHeaderPolicy Make(TrunkOptions options, Func<string, bool> mayCross) => B2buaHeaderPolicy.With(
        options.HeadersToTarget.Where(mayCross),
        options.HeadersToCaller,
        options.RenameToTarget.Where(name => mayCross(name.Key)),
        options.RenameToCaller);
}
