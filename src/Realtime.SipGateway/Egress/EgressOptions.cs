namespace Realtime.SipGateway.Egress;

/// <summary>Section <c>Egress</c>: where tools may go, and which private addresses outgoing webhooks may reach. A tool that an admin writes reaches nothing that the site does not list here.</summary>
public sealed class EgressOptions
{
    public const string Section = "Egress";

    /// <summary>Host names, with a port to allow only that one; <c>*.example.com</c> for every name below; <c>*</c> for any. Empty: none.</summary>
    public IList<string> AllowedHosts { get; set; } = [];

    /// <summary>Addresses or networks (CIDR) that are private, loopback, link-local or otherwise not public and may be reached all the same.</summary>
    public IList<string> AllowPrivateAddresses { get; set; } = [];
}
