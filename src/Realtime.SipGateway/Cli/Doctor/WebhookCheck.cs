using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Realtime.SipGateway.OpenAi;
using Realtime.SipGateway.Secrets;
using Realtime.SipGateway.Webhooks;

namespace Realtime.SipGateway.Cli.Doctor;

/// <summary>
/// Webhooks as the vendor would send them: each secret signs and is verified; then a delivery of a type that nothing acts on goes to the public
/// address, once signed and once wrongly signed, so that what answers there is known to be a gateway with these secrets.
/// </summary>
internal sealed class WebhookCheck(TargetCatalog targets, IOptions<WebhooksOptions> options, TimeProvider time) : IDoctorCheck
{
    private const int MacLength = 32;
    private const string WrongSignature = "v1,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"type":"gateway.doctor"}""");

    public string Area => "webhook";

    public async Task LookAsync(DoctorNotes notes, CancellationToken cancellationToken)
    {
        foreach (var target in targets.All)
        {
            SelfTest(notes, target);
        }

        if (options.Value.PublicUrl is not { } address)
        {
            notes.Warn("public address", "not known, so not tried", "Set Webhooks:PublicUrl to the https address that the vendor calls, without /webhooks/NAME.");
            return;
        }

        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(5) });
        await Task.WhenAll(targets.All.Where(static target => target.WebhookKeys.Length > 0)
            .Select(target => DeliverAsync(notes, http, target, new Uri(address.TrimEnd('/') + "/webhooks/" + target.Name), cancellationToken)));
    }

    private void SelfTest(DoctorNotes notes, Target target)
    {
        if (target.WebhookSecrets.Count == 0)
        {
            notes.Fail(target.Name, "has no webhook secret: every delivery is refused", "Put the secret of the vendor's webhook behind Targets:NAME:WebhookSecrets:0.");
        }

        for (var at = 0; at < target.WebhookSecrets.Count; at++)
        {
            SelfTest(notes, $"{target.Name} secret {at} ({target.WebhookSecrets[at]})", target.WebhookSecrets[at], target.WebhookKeys[at]);
        }
    }

    private void SelfTest(DoctorNotes notes, string what, SecretReference reference, WebhookSecret secret)
    {
        if (!reference.TryRead(out _, out var fault))
        {
            notes.Fail(what, fault, "Set the variable or the file that it names.");
        }
        else if (Sign(secret) is not { } signed)
        {
            notes.Fail(what, "is no signing secret", "Copy it whole from the vendor's project: it begins with whsec_.");
        }
        else
        {
            var verdict = WebhookSignature.Verify(signed, Body, [secret], time.GetUtcNow());
            if (verdict == WebhookSignatureVerdict.Valid)
            {
                notes.Ok(what, "signs and verifies");
            }
            else
            {
                notes.Fail(what, $"does not verify what it signed: {verdict}", "Report it: this should not happen.");
            }
        }
    }

    private async Task DeliverAsync(DoctorNotes notes, HttpClient http, Target target, Uri url, CancellationToken cancellationToken)
    {
        var what = $"{target.Name} at {url}";
        if (Sign(target.WebhookKeys[0]) is not { } signed)
        {
            return;
        }

        try
        {
            var good = await PostAsync(http, url, signed, cancellationToken);
            var bad = await PostAsync(http, url, signed with { Signatures = WrongSignature }, cancellationToken);
            Tell(notes, what, good, bad);
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            notes.Fail(what, (fault.InnerException ?? fault).Message, "Seen from here; see DNS, certificate, firewall and proxy of the public address. The vendor sees the same or worse.");
        }
    }

    private static void Tell(DoctorNotes notes, string what, int good, int bad)
    {
        if (good is >= 300 and < 400)
        {
            notes.Fail(what, $"redirects ({good})", "The vendor does not follow: give it the final address.");
        }
        else if (good is < 200 or >= 300)
        {
            notes.Fail(what, $"refuses a delivery that is signed with the configured secret ({good})", good switch
            {
                400 or 401 or 403 => "The gateway that runs there has another secret, or its clock is off by more than 300 s.",
                404 => "No gateway with this target answers there: see the proxy's paths.",
                502 or 503 or 504 => "The proxy does not reach the gateway, or it drains.",
                _ => "See the proxy in front of the gateway.",
            });
        }
        else if (bad is >= 200 and < 300)
        {
            notes.Fail(what, "takes a wrongly signed delivery as well: it is no gateway that answers there", "See where the public address leads.");
        }
        else
        {
            notes.Ok(what, $"takes a signed delivery ({good}) and refuses a wrong signature ({bad})");
        }
    }

    private static async Task<int> PostAsync(HttpClient http, Uri url, WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("webhook-id", delivery.Id);
        request.Headers.Add("webhook-timestamp", delivery.Timestamp);
        request.Headers.Add("webhook-signature", delivery.Signatures.ToString());
        using var answer = await http.SendAsync(request, cancellationToken);
        return (int)answer.StatusCode;
    }

    private WebhookDelivery? Sign(WebhookSecret secret)
    {
        var id = $"wh_doctor_{Guid.CreateVersion7(time.GetUtcNow()):N}";
        var at = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var mac = new byte[MacLength];
        return secret.TrySign(Encoding.UTF8.GetBytes($"{id}.{at}."), Body, mac)
            ? new WebhookDelivery(id, at, new StringValues("v1," + Convert.ToBase64String(mac)))
            : null;
    }
}
