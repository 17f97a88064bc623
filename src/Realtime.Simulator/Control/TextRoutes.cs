using System.Text.Json;
using System.Text.Json.Nodes;
using Realtime.Simulator.Settings;

namespace Realtime.Simulator.Control;

/// <summary>What the text model is going to answer, and what it was asked.</summary>
internal static class TextRoutes
{
    public static void MapTexts(this WebApplication app)
    {
        var answers = app.Services.GetRequiredService<TextAnswers>();
        app.MapGet("/simulator/texts", () => TypedResults.Json(new JsonArray([.. answers.Asked.Select(static one => JsonObject.Create(one))]), ControlRoutes.Json));
        app.MapPut("/simulator/texts", async (HttpContext http) =>
        {
            try
            {
                answers.Set(await JsonSerializer.DeserializeAsync<IReadOnlyList<TextAnswer>>(http.Request.Body, ControlRoutes.Json, http.RequestAborted) ?? []);
                return Results.NoContent();
            }
            catch (JsonException)
            {
                return Results.BadRequest();
            }
        });
    }
}
