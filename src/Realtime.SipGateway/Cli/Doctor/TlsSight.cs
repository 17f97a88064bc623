using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Realtime.SipGateway.Cli.Doctor;

/// <summary>A TLS handshake with a peer, looked at: who it says it is, who vouches for it, until when.</summary>
internal sealed record TlsSight(string? Protocol, string? Subject, DateTimeOffset? Ends, string? Fault)
{
    /// <summary>Above what any healthy handshake takes.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan RenewalDue = TimeSpan.FromDays(7);

    /// <param name="host">Name that the certificate must bear.</param>
    /// <param name="connect">Makes the connection.</param>
    /// <param name="trust">Decides as the gateway does; the platform's own when null.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    public static async Task<TlsSight> LookAsync(
        string host, Func<Socket, CancellationToken, Task> connect, RemoteCertificateValidationCallback? trust, TimeProvider time, CancellationToken cancellationToken)
    {
        using var bound = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        X509Certificate2? seen = null;
        string? refused = null;
        try
        {
            await connect(socket, either.Token);
            await using var stream = new SslStream(new NetworkStream(socket), leaveInnerStreamOpen: false, (sender, certificate, chain, errors) =>
            {
                seen = certificate is null ? null : X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
                var good = trust is null ? errors == SslPolicyErrors.None : trust(sender, certificate, chain, errors);
                refused = good ? null : Why(host, chain, errors);
                return good;
            });
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = host }, either.Token);
            return new TlsSight(stream.SslProtocol.ToString(), seen?.Subject, seen?.NotAfter.ToUniversalTime(), null);
        }
        catch (Exception fault) when (fault is AuthenticationException or IOException or SocketException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return new TlsSight(null, seen?.Subject, seen?.NotAfter.ToUniversalTime(), refused ?? (bound.IsCancellationRequested ? $"no answer within {Limit.TotalSeconds:0} s" : fault.Message));
        }
        finally
        {
            seen?.Dispose();
        }
    }

    /// <summary>Writes down what was seen; a certificate of less than 7 days is a warning.</summary>
    /// <param name="notes">Where to.</param>
    /// <param name="what">The peer.</param>
    /// <param name="advice">What to do when the handshake fails.</param>
    /// <param name="time">The clock.</param>
    public void Tell(DoctorNotes notes, string what, string advice, TimeProvider time)
    {
        var seen = $"{Protocol}, {Subject}, ends {Ends:yyyy-MM-dd}";
        if (Fault is { } fault)
        {
            notes.Fail(what, fault, advice);
        }
        else if (Ends is { } ends && ends - time.GetUtcNow() < RenewalDue)
        {
            notes.Warn(what, seen, "The peer should renew its certificate.");
        }
        else
        {
            notes.Ok(what, seen);
        }
    }

    private static string Why(string host, X509Chain? chain, SslPolicyErrors errors)
    {
        var name = errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? $"its certificate does not bear the name {host}" : null;
        var trust = errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors)
            ? "its certificate is not trusted: " + string.Join(", ", (chain?.ChainStatus ?? []).Select(static one => one.Status).Distinct())
            : null;
        return string.Join("; ", new[] { name, trust }.OfType<string>().DefaultIfEmpty("its certificate was refused"));
    }
}
