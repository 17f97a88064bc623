using System.Text;
using System.Text.Encodings.Web;

namespace Realtime.SipGateway.Console;

/// <summary>The console's pages as text: plain forms without any script; everything that is put in is encoded.</summary>
internal static class ConsolePages
{
    public const string CsrfField = "csrf";

    public static string Login(string csrf, string? returnTo, string? name, string? fault, bool noUsers)
    {
        var alert = fault is null ? "" : $"""<p class="fault" role="alert">{E(fault)}</p>""";
        var first = noUsers
            ? """<p class="note">There are no users yet. Add the first one on the gateway's machine: <code>user add &lt;name&gt; --scope admin</code>.</p>"""
            : "";
        return Page("Sign in", $"""
            <main class="card">
            <h1>Realtime.SipGateway</h1>
            <h2>Sign in</h2>
            {alert}{first}
            <form method="post" action="/console/login">
            <input type="hidden" name="{CsrfField}" value="{E(csrf)}">
            <input type="hidden" name="return_to" value="{E(returnTo ?? "")}">
            <label for="name">Name</label>
            <input id="name" name="name" value="{E(name ?? "")}" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="64" required{(name is null ? " autofocus" : "")}>
            <label for="password">Password</label>
            <input id="password" name="password" type="password" autocomplete="current-password" maxlength="256" required{(name is null ? "" : " autofocus")}>
            <button type="submit">Sign in</button>
            </form>
            </main>
            """);
    }

    public static string Home(string csrf, string name, string scope, IEnumerable<(string Name, string Value)> facts)
    {
        var rows = new StringBuilder();
        foreach (var (fact, value) in facts)
        {
            rows.Append("<div><dt>").Append(E(fact)).Append("</dt><dd>").Append(E(value)).Append("</dd></div>\n");
        }

        return Page("Overview", $"""
            <header>
            <strong>Realtime.SipGateway</strong>
            <form method="post" action="/console/logout">
            <input type="hidden" name="{CsrfField}" value="{E(csrf)}">
            <span>{E(name)} ({E(scope)})</span>
            <button type="submit" class="quiet">Sign out</button>
            </form>
            </header>
            <main>
            <h1>Overview</h1>
            <dl>
            {rows}</dl>
            <h2>Look</h2>
            <ul>
            <li><a href="/api/calls">Calls</a>: live ones and records of ended ones</li>
            <li><a href="/api/policy">Policy</a> in force</li>
            <li><a href="/api/signalling/trunks">Trunks</a>, <a href="/api/signalling/targets">targets</a>, <a href="/api/signalling/registrations">registrations</a></li>
            <li><a href="/api/openapi.json">Description of the API</a> (OpenAPI)</li>
            </ul>
            </main>
            """);
    }

    public static string Message(string title, string text) => Page(title, $"""
        <main class="card">
        <h1>{E(title)}</h1>
        <p>{E(text)}</p>
        <p><a href="/console">Back to the console</a></p>
        </main>
        """);

    private static string Page(string title, string body) => $"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{E(title)} – Realtime.SipGateway</title>
        <link rel="stylesheet" href="/console/style.css">
        </head>
        <body>
        {body}
        </body>
        </html>
        """;

    private static string E(string text) => HtmlEncoder.Default.Encode(text);
}
