using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Realtime.SipGateway.Signalling.Transport;

/// <summary>Reads certificates from PEM files, or says in one sentence what is wrong with them.</summary>
internal static class PemFiles
{
    /// <summary>The certificate with its key and the whole chain of the file.</summary>
    public static (X509Certificate2 Certificate, X509Certificate2Collection Chain) ReadIdentity(string certificateFile, string? keyFile)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(certificateFile);
        return (X509Certificate2.CreateFromPemFile(certificateFile, keyFile), chain);
    }

    /// <summary>The authorities of all files, and those of the system where they are to be trusted too.</summary>
    public static X509Certificate2Collection ReadAnchors(IEnumerable<string> files, bool withSystem)
    {
        var anchors = new X509Certificate2Collection();
        if (withSystem)
        {
            using var system = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
            anchors.AddRange(system.Certificates);
        }

        foreach (var file in files)
        {
            var before = anchors.Count;
            anchors.ImportFromPemFile(file);
            if (anchors.Count == before)
            {
                throw new CryptographicException($"{file} has no certificate.");
            }
        }

        return anchors;
    }

    /// <summary>What the contents of the files are; another text when one of them changed.</summary>
    public static string Fingerprint(IEnumerable<string> files) =>
        string.Join(' ', files.Select(file => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))));

    public static bool IsProblem(Exception thrown) => thrown is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException;
}
