using System.Net;
using System.Text.RegularExpressions;

namespace Realtime.SipGateway.Tests.Console;

/// <summary>Keeps cookies as browsers do on loopback (secure ones too), follows nothing by itself.</summary>
internal sealed partial class Browser(Uri address) : IDisposable
{
    private readonly HttpClient _http = new(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = address };

    public Dictionary<string, string> Cookies { get; } = new(StringComparer.Ordinal);

    /// <summary>The Set-Cookie lines of the last answer.</summary>
    public IReadOnlyList<string> SetCookies { get; private set; } = [];

    public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        if (Cookies.Count > 0)
        {
            request.Headers.Add("Cookie", string.Join("; ", Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}")));
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        var answer = await _http.SendAsync(request);
        SetCookies = answer.Headers.TryGetValues("Set-Cookie", out var set) ? [.. set] : [];
        foreach (var parts in SetCookies.Select(line => line.Split(';', '=')))
        {
            if (parts[1].Length == 0)
            {
                Cookies.Remove(parts[0].Trim());
            }
            else
            {
                Cookies[parts[0].Trim()] = parts[1];
            }
        }

        return answer;
    }

    public async Task<(HttpStatusCode Status, string Page)> GetAsync(string path, params (string Name, string Value)[] headers)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, null, headers);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    /// <summary>Opens the sign-in page and sends its form.</summary>
    public async Task<HttpResponseMessage> SignInAsync(string name, string password, string returnTo = "")
    {
        var (_, page) = await GetAsync($"/console/login?return_to={Uri.EscapeDataString(returnTo)}");
        return await PostAsync("/console/login", page, ("name", name), ("password", password), ("return_to", returnTo));
    }

    /// <summary>Sends a form with the token of the page it is on.</summary>
    public Task<HttpResponseMessage> PostAsync(string path, string page, params (string Name, string Value)[] fields) => SendAsync(
        HttpMethod.Post,
        path,
        new FormUrlEncodedContent([.. fields.Select(field => KeyValuePair.Create(field.Name, field.Value)), KeyValuePair.Create("csrf", Token().Match(page).Groups[1].Value)]));

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("name=\"csrf\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
