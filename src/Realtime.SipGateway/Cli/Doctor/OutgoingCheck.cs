using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.AfterCall;
using Realtime.SipGateway.Egress;
using Realtime.SipGateway.OpenAi;
using Realtime.SipGateway.Secrets;

namespace Realtime.SipGateway.Cli.Doctor;

/// <summary>
/// Endpoints that are told of calls: their secrets can be read, their names lead to addresses that the gateway may reach, and their certificates are trusted.
/// Nothing is sent to them.
/// </summary>
internal sealed class OutgoingCheck(OutgoingEndpoints endpoints, IOptions<OutgoingOptions> options, EgressPolicy policy, TimeProvider time) : IDoctorCheck
{
    private const string TlsAdvice = "See its name, firewall and certificate, which the system must trust; deliveries are kept and tried again for three days.";

    private readonly EgressConnector _connector = new(policy);

    public string Area => "outgoing";

    public async Task LookAsync(DoctorNotes notes, CancellationToken cancellationToken)
    {
        if (endpoints.All.Count == 0)
        {
            notes.Ok(OutgoingOptions.Section, "no endpoint: nobody is told of calls");
            return;
        }

        foreach (var endpoint in endpoints.All)
        {
            Secrets(notes, endpoint.Name, options.Value.Endpoints[endpoint.Name]);
        }

        await Task.WhenAll(endpoints.All.Select(endpoint => ReachAsync(notes, endpoint, cancellationToken)));
    }

    private static void Secrets(DoctorNotes notes, string name, OutgoingEndpointOptions endpoint)
    {
        foreach (var (index, text) in endpoint.Secrets.Index())
        {
            var reference = SecretReference.Parse(text);
            var what = $"{name} secret {index} ({reference})";
            if (!reference.TryRead(out var secret, out var fault))
            {
                notes.Fail(what, fault, "Set the variable or the file that it names.");
            }
            else if (!WebhookKey.TryDecode(secret, out _))
            {
                notes.Fail(what, "is no signing secret", "It is whsec_ and base64 of at least 24 random bytes; the endpoint must have the same.");
            }
            else
            {
                notes.Ok(what, "can be read");
            }
        }
    }

    private async Task ReachAsync(DoctorNotes notes, OutgoingEndpoint endpoint, CancellationToken cancellationToken)
    {
        var what = $"{endpoint.Name} at {endpoint.ShownUrl}";
        var url = endpoint.Url;
        try
        {
            if (url.Scheme == Uri.UriSchemeHttps)
            {
                var sight = await TlsSight.LookAsync(
                    url.Host, (socket, ct) => _connector.ConnectAsync(socket, url.DnsSafeHost, url.Port, ct), null, time, cancellationToken);
                sight.Tell(notes, what, TlsAdvice, time);
                return;
            }

            using var plain = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await _connector.ConnectAsync(plain, url.DnsSafeHost, url.Port, cancellationToken);
            notes.Ok(what, "takes connections");
        }
        catch (EgressRefusedException refused)
        {
            notes.Fail(what, refused.Message, $"If it is yours, list its address in {EgressOptions.Section}:AllowPrivateAddresses.");
        }
        catch (SocketException fault)
        {
            notes.Fail(what, fault.Message, "See its name, its firewall and whether it runs; deliveries are kept and tried again for three days.");
        }
    }
}
