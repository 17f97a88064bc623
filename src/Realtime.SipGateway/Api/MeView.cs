namespace Realtime.SipGateway.Api;

/// <summary>Who asks.</summary>
/// <param name="Subject">As in the audit log: <c>key:&lt;id&gt;</c> or <c>user:&lt;name&gt;</c>.</param>
/// <param name="Name">Of the key or user.</param>
/// <param name="Scope">What is allowed.</param>
/// <param name="CsrfToken">Of a session of the console: value of the header X-Csrf-Token of requests that change something.</param>
internal sealed record MeView(string Subject, string Name, ApiScope Scope, string? CsrfToken = null);
