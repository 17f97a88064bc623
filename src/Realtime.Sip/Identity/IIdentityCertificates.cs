namespace Realtime.Sip.Identity;

/// <summary>Gets the certificates of signers by the addresses that they give. Which addresses may be asked is its matter.</summary>
public interface IIdentityCertificates
{
    /// <summary>Null when the address may not be asked, or has no certificate.</summary>
    ValueTask<IdentityCertificate?> GetAsync(string address, CancellationToken cancellationToken);
}
