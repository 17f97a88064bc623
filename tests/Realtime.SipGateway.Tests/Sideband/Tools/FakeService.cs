using System.Collections.Concurrent;
using System.Net;

namespace Realtime.SipGateway.Tests.Sideband.Tools;

/// <summary>The HTTP service behind a tool: answers what the test says, in the order of the requests.</summary>
internal sealed class FakeService : HttpMessageHandler
{
    private readonly ConcurrentQueue<(string Method, string Address, string Body, ILookup<string, string> Headers)> _requests = new();

    /// <summary>Gets the number of the request, from 1.</summary>
    public Func<int, CancellationToken, Task<HttpResponseMessage>> Answer { get; set; } = static (_, _) => Task.FromResult(Say("""{"state":"shipped"}"""));

    public IReadOnlyList<(string Method, string Address, string Body, ILookup<string, string> Headers)> Requests => [.. _requests];

    public static HttpResponseMessage Say(string body, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(body) };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
        var headers = request.Headers.SelectMany(header => header.Value.Select(value => (header.Key, value)))
            .ToLookup(header => header.Key, header => header.value, StringComparer.OrdinalIgnoreCase);
        _requests.Enqueue((request.Method.Method, request.RequestUri!.AbsoluteUri, body, headers));
        return await Answer(_requests.Count, cancellationToken);
    }
}
