namespace Realtime.SipGateway.Signalling.MutualTls;

/// <summary>What the client certificate of a trunk's peers has to say (mutual TLS).</summary>
public sealed class TrunkTlsOptions
{
    /// <summary>
    /// Names of which the certificate has to bear one: <c>sbc.example.com</c>, <c>*.example.com</c> for every name below, or <c>*</c> for any
    /// certificate that the listener trusts.
    /// </summary>
    public IList<string> AllowedNames { get; set; } = [];
}
