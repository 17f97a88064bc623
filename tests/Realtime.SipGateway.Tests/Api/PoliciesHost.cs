using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Realtime.SipGateway.Tests.Api;

/// <summary>The API with keys of two admins, and what tests of the policy ask it.</summary>
internal sealed class PoliciesHost : IAsyncDisposable
{
    private PoliciesHost(ApiHost api)
    {
        Api = api;
        Anna = api.As("anna-key");
        Ben = api.As("ben-key");
    }

    public ApiHost Api { get; }

    public HttpClient Anna { get; }

    public HttpClient Ben { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<PoliciesHost> StartAsync(Dictionary<string, string?>? settings = null) => new(await ApiHost.StartAsync(new(settings ?? [])
    {
        ["Api:Keys:2:Name"] = "anna",
        ["Api:Keys:2:Sha256"] = ApiHost.Hash("anna-key"),
        ["Api:Keys:2:Scope"] = "admin",
        ["Api:Keys:3:Name"] = "ben",
        ["Api:Keys:3:Sha256"] = ApiHost.Hash("ben-key"),
        ["Api:Keys:3:Scope"] = "admin",
    }));

    public static StringContent Body(string json) => new(json, Encoding.UTF8, "application/json");

    public static async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpMethod method, string path, string? body = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : Body(body) };
        if (ifMatch is not null)
        {
            request.Headers.IfMatch.Add(new EntityTagHeaderValue(ifMatch.StartsWith('"') ? ifMatch : $"\"{ifMatch}\""));
        }

        return await client.SendAsync(request, Token);
    }

    /// <summary>The JSON of an answer that must have this status.</summary>
    public static async Task<JsonElement> JsonAsync(HttpResponseMessage response, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using (response)
        {
            var text = await response.Content.ReadAsStringAsync(Token);
            Assert.True(response.StatusCode == expected, $"{(int)response.StatusCode}: {text}");
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
    }

    public async ValueTask DisposeAsync()
    {
        Anna.Dispose();
        Ben.Dispose();
        await Api.DisposeAsync();
    }
}
