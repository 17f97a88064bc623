namespace Realtime.SipGateway.OpenAi;

/// <summary>Gives each request the target's headers: nobody who makes one has to keep them.</summary>
internal sealed class TargetHeadersHandler(Target target, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        foreach (var (name, value) in target.Headers())
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return base.SendAsync(request, cancellationToken);
    }
}
