using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Api.Description;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Api;

/// <summary>API keys: made, listed and revoked while the gateway runs.</summary>
internal sealed class KeysApi(IApiKeyLedger ledger, StoredKeys stored, IOptions<ApiOptions> options, AuditTrail audit, TimeProvider time)
{
    public static void Map(RouteGroupBuilder api)
    {
        var group = api.MapGroup("/keys").RequireAuthorization(nameof(ApiScope.Admin));
        group.MapGet("", static (KeysApi self, CancellationToken ct) => self.ListAsync(ct))
            .Documented("ListKeys", "Keys", "API keys, without their secrets")
            .Produces<KeyList>();
        group.MapPost("", static (HttpContext context, KeysApi self) => self.MakeAsync(context))
            .WithMetadata(new RequestSizeLimitAttribute(ApiBody.MaxBytes))
            .Documented("MakeKey", "Keys", "Makes an API key", "The secret is in this answer and nowhere else: only its hash is kept.")
            .Takes<MakeKeyRequest>()
            .Produces<MadeKey>(StatusCodes.Status201Created)
            .Problems(400, 409, 413);
        group.MapDelete("/{id}", static (string id, HttpContext context, KeysApi self) => self.RevokeAsync(id, context))
            .Documented("RevokeKey", "Keys", "Refuses a key from now on")
            .Produces(StatusCodes.Status204NoContent)
            .Problems(404);
    }

    private async Task<IResult> ListAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var keys = await ledger.ListAsync(cancellationToken);
        return TypedResults.Json(
            new KeyList([.. options.Value.Keys.Select(KeyView.Of), .. keys.Select(key => KeyView.Of(key, now))]), ApiJson.Default.KeyList);
    }

    private async Task<IResult> MakeAsync(HttpContext context)
    {
        var (body, problem) = await ApiBody.ReadAsync(context.Request, ApiJson.Default.MakeKeyRequest, context.RequestAborted);
        if (problem is not null)
        {
            return problem;
        }

        if (!ApiKeyMaker.IsName(body?.Name))
        {
            return ApiProblem.BadValue("name", ApiKeyMaker.NameForm);
        }

        if (body is not { Name: { } name, Scope: { } scope } || !Enum.IsDefined(scope))
        {
            return ApiProblem.BadValue("scope", "viewer, supervisor or admin");
        }

        var now = time.GetUtcNow();
        if (body.ExpiresAt <= now)
        {
            return ApiProblem.BadValue("expires_at", "a time to come");
        }

        var active = (await ledger.ListAsync(context.RequestAborted)).Count(static key => key.RevokedAt is null);
        if (active >= StoredKeys.MaxKeys)
        {
            return ApiProblem.Of(StatusCodes.Status409Conflict, "Too many keys", $"At most {StoredKeys.MaxKeys}; revoke those that nobody uses.");
        }

        var (key, secret) = ApiKeyMaker.Make(name, scope, now, body.ExpiresAt, ApiUser.ActorOf(context.User));
        if (options.Value.Keys.Any(other => other.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            || !await ledger.AddAsync(key, context.RequestAborted))
        {
            return ApiProblem.Of(StatusCodes.Status409Conflict, "The name is taken", $"Another key has the name {name}: revoke it, or take another name.");
        }

        await audit.ChangedAsync(context, "key.added", key.Id, Detail(key));
        stored.Changed();
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.Location = $"/api/keys/{key.Id}";
        return TypedResults.Json(new MadeKey(KeyView.Of(key, now), secret), ApiJson.Default.MadeKey, statusCode: StatusCodes.Status201Created);
    }

    private async Task<IResult> RevokeAsync(string id, HttpContext context)
    {
        if (!await ledger.RevokeAsync(id, ApiUser.ActorOf(context.User), CancellationToken.None))
        {
            return ApiProblem.Of(
                StatusCodes.Status404NotFound, "No such key", "No key that is not revoked has this id. Keys of the configuration are taken out there.");
        }

        stored.Changed();
        await audit.ChangedAsync(context, "key.revoked", id);
        return TypedResults.NoContent();
    }

    private static JsonObject Detail(StoredApiKey key) => new()
    {
        ["name"] = key.Name,
        ["scope"] = key.Scope,
        ["expires_at"] = key.ExpiresAt?.ToString("O"),
    };
}
