using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Authentication;
using Realtime.SipGateway.Egress;

namespace Realtime.SipGateway.AfterCall;

/// <summary>
/// Makes one signed request. The host is the site's own choice; its address must be public or listed in <c>Egress:AllowPrivateAddresses</c>.
/// Redirects are not followed, and the answer's body is not read.
/// </summary>
internal sealed class OutgoingClient(HttpMessageHandler handler, TimeProvider time) : IDisposable
{
    private const string UserAgent = "Realtime.SipGateway";

    private readonly HttpMessageInvoker _http = new(handler);

    public async Task<OutgoingReply> SendAsync(OutgoingEndpoint endpoint, string id, byte[] body, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var seconds = now.ToUnixTimeSeconds();
        if (endpoint.Signer.Sign(id, seconds, body) is not { } signature)
        {
            return new OutgoingReply(null, "none of its secrets can be read");
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Url);
        request.Headers.TryAddWithoutValidation("webhook-id", id);
        request.Headers.TryAddWithoutValidation("webhook-timestamp", seconds.ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation("webhook-signature", signature);
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        request.Content = new ByteArrayContent(body);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var deadline = new CancellationTokenSource(endpoint.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            using var response = await _http.SendAsync(request, either.Token);
            return Judge(response, now);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new OutgoingReply(null, string.Create(CultureInfo.InvariantCulture, $"no answer within {endpoint.Timeout.TotalMilliseconds} ms"));
        }
        catch (HttpRequestException problem)
        {
            return new OutgoingReply(null, Why(problem));
        }
        catch (IOException)
        {
            return new OutgoingReply(null, "the connection broke");
        }
    }

    public void Dispose() => _http.Dispose();

    private static OutgoingReply Judge(HttpResponseMessage response, DateTimeOffset now)
    {
        var status = (int)response.StatusCode;
        return status switch
        {
            >= 200 and < 300 => new OutgoingReply(status, null),
            >= 300 and < 400 => new OutgoingReply(status, $"answered {status}; redirects are not followed, configure the address that it moved to"),
            _ => new OutgoingReply(
                status, $"answered {status}",
                response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable
                    ? OutgoingSchedule.Read(response.Headers.RetryAfter, now)
                    : null),
        };
    }

    private static string Why(HttpRequestException problem) => problem switch
    {
        { InnerException: EgressRefusedException } => $"its address is not public; list it in {EgressOptions.Section}:AllowPrivateAddresses to allow it",
        { InnerException: AuthenticationException } => "its certificate is not trusted",
        { HttpRequestError: HttpRequestError.NameResolutionError } => "its name cannot be resolved",
        _ => "cannot be reached",
    };
}
