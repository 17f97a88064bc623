using System.Text.Json.Nodes;
using Realtime.Simulator.Conversation;
using Realtime.Simulator.Http;
using Realtime.Simulator.Schema;
using Realtime.Simulator.Story;

namespace Realtime.Simulator.Rest;

/// <summary><c>POST /v1/realtime/client_secrets</c>.</summary>
internal sealed class ClientSecretEndpoint(ClientSecrets secrets)
{
    private const int DefaultSeconds = 600;

    public async Task HandleAsync(HttpContext http)
    {
        if (await RequestBody.ReadObjectAsync(http) is not { } body)
        {
            return;
        }

        var hasSession = body.TryGetProperty("session", out var session);
        var fault = ApiSchema.Instance.Check(ApiSchema.ClientSecretRequest, body);
        if (fault is null && hasSession && session.GetProperty("type").GetString() == "realtime")
        {
            fault = SessionRules.CheckNew(session, isSipAccept: false);
        }

        if (fault is not null)
        {
            await ApiError.WriteAsync(http, StatusCodes.Status400BadRequest, fault);
            return;
        }

        var seconds = body.TryGetProperty("expires_after", out var expires) && expires.TryGetProperty("seconds", out var given) ? given.GetInt32() : DefaultSeconds;
        if (secrets.Mint(hasSession ? JsonObject.Create(session) : null, TimeSpan.FromSeconds(seconds)) is not { } minted)
        {
            await ApiError.WriteAsync(http, StatusCodes.Status429TooManyRequests, new SchemaFault("rate_limit_exceeded", "Too many secrets.", null));
            return;
        }

        var effective = minted.Session?["type"]?.GetValue<string>() == "transcription"
            ? minted.Session.DeepClone().AsObject()
            : SessionSettings.Create(minted.Session, Ids.New("sess_"), 0).ToJson();
        var answer = new JsonObject { ["value"] = minted.Value, ["expires_at"] = minted.ExpiresAt, ["session"] = effective };
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(answer.ToJsonString(), http.RequestAborted);
    }
}
