using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Signalling;
using Realtime.SipGateway.Signalling.Transport;

namespace Realtime.SipGateway.Cli.Doctor;

/// <summary>Our own SIP certificates: readable, with their key, in time, with the name that peers are told.</summary>
internal sealed class CertificateCheck(IOptions<SignallingOptions> options, TimeProvider time) : IDoctorCheck
{
    public string Area => "certificate";

    public Task LookAsync(DoctorNotes notes, CancellationToken cancellationToken)
    {
        foreach (var listener in options.Value.Listeners.Where(static one => one.CertificateFile is not null))
        {
            Look(notes, listener);
        }

        return Task.CompletedTask;
    }

    internal static (DoctorStatus Status, string Seen) Remaining(X509Certificate2 certificate, DateTimeOffset now)
    {
        var left = certificate.NotAfter.ToUniversalTime() - now.UtcDateTime;
        var ends = certificate.NotAfter.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return left.TotalDays switch
        {
            < 0 => (DoctorStatus.Fail, $"ended on {ends}"),
            < 14 => (DoctorStatus.Warn, string.Create(CultureInfo.InvariantCulture, $"ends on {ends}, in {left.TotalDays:0} days")),
            _ => (DoctorStatus.Ok, $"ends on {ends}"),
        };
    }

    private void Look(DoctorNotes notes, ListenerOptions listener)
    {
        var file = listener.CertificateFile!;
        try
        {
            var (certificate, _) = PemFiles.ReadIdentity(file, listener.CertificateKeyFile);
            using (certificate)
            {
                var (status, seen) = Remaining(certificate, time.GetUtcNow());
                var told = listener.AdvertisedHost;
                if (status != DoctorStatus.Ok)
                {
                    var todo = "Put the new certificate into the file: it is taken over without a restart.";
                    if (status == DoctorStatus.Fail)
                    {
                        notes.Fail(file, seen, todo);
                    }
                    else
                    {
                        notes.Warn(file, seen, todo);
                    }
                }
                else if (told is not null && !certificate.MatchesHostname(told))
                {
                    notes.Warn(file, $"{seen}, and does not bear the name {told}", "Peers that check names refuse it: have it issued for AdvertisedHost.");
                }
                else
                {
                    notes.Ok(file, seen);
                }
            }
        }
        catch (Exception fault) when (PemFiles.IsProblem(fault))
        {
            notes.Fail(file, $"cannot be used: {fault.Message}", "It must be PEM with the certificate and its chain, and CertificateKeyFile the key that belongs to it.");
        }
    }
}
