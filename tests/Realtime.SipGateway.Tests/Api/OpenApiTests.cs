using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Realtime.SipGateway.Tests.Scenarios;
using Xunit;

namespace Realtime.SipGateway.Tests.Api;

/// <summary>The description of the API against the API itself, in a whole gateway.</summary>
public sealed partial class OpenApiTests
{
    private static readonly string[] Scopes = ["viewer", "supervisor", "admin"];

    private static readonly Dictionary<string, string?> Keys = Scopes.SelectMany(static (scope, index) => new KeyValuePair<string, string?>[]
    {
        new($"Api:Keys:{index}:Name", scope),
        new($"Api:Keys:{index}:Sha256", ApiHost.Hash(scope + "-key")),
        new($"Api:Keys:{index}:Scope", scope),
    }).ToDictionary();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_endpoint_is_described_and_nothing_else()
    {
        await using var scenario = await GatewayScenario.StartAsync(Keys);
        var document = await DocumentAsync(scenario);

        var mapped = scenario.Service<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(static endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is { HttpMethods.Count: > 0 })
            .SelectMany(static endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Select(method =>
                $"{method} /{Constraint().Replace(endpoint.RoutePattern.RawText!.Trim('/'), "}")}"))
            .Where(static route => route.Contains(" /api/", StringComparison.Ordinal) && !route.EndsWith("/openapi.json", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        var described = document.Operations.Select(static one => $"{one.Method} {one.Path}").Where(static route => route.Contains(" /api/", StringComparison.Ordinal));

        Assert.Equal(mapped, described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_operation_says_what_a_client_needs()
    {
        await using var scenario = await GatewayScenario.StartAsync(Keys);
        var document = await DocumentAsync(scenario);
        var ids = new HashSet<string>(StringComparer.Ordinal);

        foreach (var (path, method, operation) in document.Operations)
        {
            var name = $"{method} {path}";
            Assert.True(operation.TryGetProperty("operationId", out var id) && ids.Add(id.GetString()!), $"{name}: no operationId of its own");
            Assert.True(operation.TryGetProperty("summary", out var summary) && summary.GetString()!.Length > 10, $"{name}: no summary");
            Assert.True(operation.TryGetProperty("tags", out var tags) && tags.GetArrayLength() == 1, $"{name}: no tag");
            var declared = operation.TryGetProperty("parameters", out var parameters)
                ? parameters.EnumerateArray().Where(one => one.GetProperty("in").GetString() == "path").Select(one => one.GetProperty("name").GetString()!)
                : [];
            Assert.Equal(Slot().Matches(path).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal), declared.Order(StringComparer.Ordinal));
            Assert.Contains(operation.GetProperty("responses").EnumerateObject(), static answer => answer.Name is ['2', ..] or "101");
            foreach (var answer in operation.GetProperty("responses").EnumerateObject().Where(static answer => answer.Name[0] is '4' or '5'))
            {
                Assert.True(answer.Value.GetProperty("content").TryGetProperty("application/problem+json", out _), $"{name}: {answer.Name} is no problem");
            }
        }

        Assert.All(ApiDocument.References(document.Root).Distinct(), reference => document.Resolve(reference));
    }

    [Fact]
    public async Task Every_operation_is_allowed_to_its_scope_and_those_above_and_to_nobody_else()
    {
        await using var scenario = await GatewayScenario.StartAsync(Keys);
        var document = await DocumentAsync(scenario);
        var wrong = new List<string>();

        foreach (var (path, method, operation) in document.Operations.Where(static one => one.Path.StartsWith("/api/", StringComparison.Ordinal)))
        {
            var needed = Array.IndexOf(Scopes, operation.GetProperty("x-scope").GetString());
            for (var held = -1; held < Scopes.Length; held++)
            {
                var status = await StatusAsync(scenario, path, method, held < 0 ? null : Scopes[held] + "-key");
                var isRight = held < 0 ? status == HttpStatusCode.Unauthorized
                    : held < needed ? status == HttpStatusCode.Forbidden
                    : status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden) && (int)status < 500;
                if (!isRight)
                {
                    wrong.Add($"{method} {path} with {(held < 0 ? "no key" : Scopes[held])}: {(int)status}");
                }
            }
        }

        Assert.Equal("", string.Join('\n', wrong));
    }

    [Fact]
    public async Task What_is_on_the_wire_is_what_the_document_says()
    {
        await using var scenario = await GatewayScenario.StartAsync(Keys);
        var document = await DocumentAsync(scenario);
        await using var first = scenario.Caller();
        await first.CallAsync("+15550100");
        await first.HangUpAsync();
        var ended = (await scenario.RecordAsync(first)).CallId.Value;
        await using var second = scenario.Caller();
        await second.CallAsync("+15550100");
        var live = scenario.Calls.List().Single().Id.Value;

        foreach (var (path, schemaOf) in new[]
        {
            ("/api/calls", "/api/calls"), ($"/api/calls/{live}", "/api/calls/{id}"), ($"/api/calls/{ended}", "/api/calls/{id}"),
            ($"/api/calls/{ended}/events", "/api/calls/{id}/events"), ("/api/policy", "/api/policy"), ("/api/signalling/trunks", "/api/signalling/trunks"),
            ("/api/signalling/targets", "/api/signalling/targets"), ("/api/signalling/registrations", "/api/signalling/registrations"),
            ("/api/signalling/bans", "/api/signalling/bans"), ("/api/keys", "/api/keys"), ("/api/me", "/api/me"),
        })
        {
            await AssertFitsAsync(scenario, document, HttpMethod.Get, path, schemaOf, "200", null);
        }

        await AssertFitsAsync(scenario, document, HttpMethod.Post, "/api/policy/explain", "/api/policy/explain", "200", """{"dialled":"+15550100","caller":"+1"}""");
        await AssertFitsAsync(scenario, document, HttpMethod.Post, "/api/keys", "/api/keys", "201", """{"name":"crm","scope":"viewer"}""");
        await AssertFitsAsync(scenario, document, HttpMethod.Get, "/api/audit", "/api/audit", "200", null);
        await AssertFitsAsync(scenario, document, HttpMethod.Get, "/api/audit/verify", "/api/audit/verify", "200", null);
        await AssertFitsAsync(scenario, document, HttpMethod.Get, "/api/calls?limit=x", "/api/calls", "400", null);
    }

    private static async Task AssertFitsAsync(
        GatewayScenario scenario, ApiDocument document, HttpMethod method, string path, string schemaOf, string status, string? body)
    {
        using var request = Request(scenario, path, method, "admin-key");
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await scenario.Http.SendAsync(request, Token);
        var text = await answer.Content.ReadAsStringAsync(Token);
        Assert.True(((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture) == status, $"{path}: {answer.StatusCode} {text}");
        using var json = JsonDocument.Parse(text);
        var schema = document.Answer(schemaOf, method.Method.ToLowerInvariant(), status);

        Assert.Equal("", string.Join('\n', document.Faults(json.RootElement, schema, path)));
    }

    private static async Task<ApiDocument> DocumentAsync(GatewayScenario scenario)
    {
        using var answer = await scenario.Http.SendAsync(Request(scenario, "/api/openapi.json", HttpMethod.Get, "viewer-key"), Token);
        using var document = JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(Token));
        return new ApiDocument(document.RootElement.Clone());
    }

    private static async Task<HttpStatusCode> StatusAsync(GatewayScenario scenario, string path, string method, string? key)
    {
        using var request = Request(scenario, Slot().Replace(path, "nothing"), new HttpMethod(method), key);
        if (method is not ("GET" or "DELETE"))
        {
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        }

        // The stream of events does not end.
        using var answer = await scenario.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        return answer.StatusCode;
    }

    private static HttpRequestMessage Request(GatewayScenario scenario, string path, HttpMethod method, string? key) => new(method, new Uri(scenario.Address, path))
    {
        Headers = { Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key) },
    };

    [GeneratedRegex(@":[^}]+\}")]
    private static partial Regex Constraint();

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Slot();
}
