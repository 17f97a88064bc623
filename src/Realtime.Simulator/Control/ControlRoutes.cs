using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Realtime.Simulator.Calls;
using Realtime.Simulator.Script;
using Realtime.Simulator.Settings;
using Realtime.Simulator.Story;
using Realtime.Simulator.Webhooks;

namespace Realtime.Simulator.Control;

/// <summary>The simulator's own API under <c>/simulator</c>: no part of the service. It needs no key and shows no secret.</summary>
internal static class ControlRoutes
{
    internal static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    public static void MapControl(this WebApplication app)
    {
        var calls = app.Services.GetRequiredService<CallTable>();
        var faults = app.Services.GetRequiredService<FaultSwitches>();
        app.MapGet("/simulator/calls", () => TypedResults.Json(new JsonArray([.. calls.All.Select(CallView.Of)]), Json));
        app.MapGet("/simulator/calls/{id}", (string id) => calls.Find(id) is { } call ? Results.Json(CallView.Of(call), Json) : Results.NotFound());
        Map(app, "POST", "/simulator/calls", http => PretendAsync(app, http));
        app.MapPost("/simulator/calls/{id}/say-as-caller", (HttpContext http, string id) => SayAsync(calls, http, id));
        app.MapPost("/simulator/calls/{id}/press-as-caller", (HttpContext http, string id) => PressAsync(calls, http, id));
        app.MapPost("/simulator/calls/{id}/cut-sidebands", (string id) => CutSidebands(calls, id));
        app.MapPost("/simulator/calls/{id}/hang-up-as-caller", (string id) => HangUp(app, calls, id));
        app.MapGet("/simulator/faults", () => TypedResults.Json(faults.Current, Json));
        Map(app, "POST", "/simulator/faults", http => SetFaultsAsync(faults, http));
        Map(app, "PUT", "/simulator/script", http => SetScriptAsync(app, http));
        app.MapTexts();
        app.MapGet("/simulator/timeline", (HttpContext http) => StreamAsync(app, http));
    }

    private static void Map(WebApplication app, string method, string path, Func<HttpContext, Task<IResult>> handle) =>
        app.MapMethods(path, [method], async (HttpContext http) => await (await handle(http)).ExecuteAsync(http));

    /// <summary>Lets a SIP call ring that has no SIP: for clients that are tested without their SIP side.</summary>
    private static async Task<IResult> PretendAsync(WebApplication app, HttpContext http)
    {
        if (await ReadAsync<PretendedCall>(http) is not { } wanted)
        {
            return Results.BadRequest();
        }

        var headers = (wanted.Headers ?? []).Select(header => KeyValuePair.Create(header.Name, header.Value));
        var leg = new BareLeg("pretend", [
            new("From", wanted.From ?? "<sip:+15550100@caller.example>;tag=pretend"), new("To", wanted.To ?? "<sip:+15550199@trunk.example>"), .. headers]);
        if (app.Services.GetRequiredService<CallDesk>().Ring(leg) is not { } call)
        {
            return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        }

        app.Services.GetRequiredService<WebhookSender>().Announce(call);
        return Results.Json(CallView.Of(call), Json, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> SayAsync(CallTable calls, HttpContext http, string id)
    {
        if (calls.FindAlive(id)?.Session is not { } session)
        {
            return Results.NotFound();
        }

        if (await ReadAsync<CallerWords>(http) is not { Text: { Length: > 0 and <= ConversationScript.MaximumTextLength } text })
        {
            return Results.BadRequest();
        }

        session.SayAsCaller(text);
        return Results.NoContent();
    }

    private static IResult CutSidebands(CallTable calls, string id)
    {
        if (calls.FindAlive(id) is not { } call)
        {
            return Results.NotFound();
        }

        call.CutSidebands();
        return Results.NoContent();
    }

    private static async Task<IResult> PressAsync(CallTable calls, HttpContext http, string id)
    {
        const int MaximumKeys = 64;
        if (calls.FindAlive(id)?.Session is not { } session)
        {
            return Results.NotFound();
        }

        if (await ReadAsync<CallerKeys>(http) is not { Digits: { Length: > 0 and <= MaximumKeys } digits }
            || digits.Any(static key => key is not ((>= '0' and <= '9') or '*' or '#' or (>= 'A' and <= 'D'))))
        {
            return Results.BadRequest();
        }

        foreach (var digit in digits)
        {
            session.Digit(digit);
        }

        return Results.NoContent();
    }

    private static IResult HangUp(WebApplication app, CallTable calls, string id)
    {
        if (calls.FindAlive(id) is not { Leg: BareLeg } call)
        {
            return Results.NotFound();
        }

        app.Services.GetRequiredService<CallDesk>().End(call, "the caller hung up");
        return Results.NoContent();
    }

    private static async Task<IResult> SetFaultsAsync(FaultSwitches faults, HttpContext http)
    {
        if (await ReadAsync<SimulatorFaults>(http) is not { } wanted)
        {
            return Results.BadRequest();
        }

        faults.Current = wanted;
        return Results.Json(wanted, Json);
    }

    private static async Task<IResult> SetScriptAsync(WebApplication app, HttpContext http)
    {
        using var memory = new MemoryStream();
        await http.Request.Body.CopyToAsync(memory, http.RequestAborted);
        try
        {
            app.Services.GetRequiredService<ScriptLibrary>().Current = ScriptLibrary.Read(memory.ToArray());
            return Results.NoContent();
        }
        catch (InvalidDataException fault)
        {
            return Results.BadRequest(fault.Message);
        }
    }

    /// <summary>What happened and what happens, as server-sent events.</summary>
    private static async Task StreamAsync(WebApplication app, HttpContext http)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, app.Lifetime.ApplicationStopping);
        try
        {
            await StreamAsync(app.Services.GetRequiredService<Timeline>(), http, stop.Token);
        }
        catch (OperationCanceledException)
        {
            // The watcher left, or the simulator stops.
        }
    }

    private static async Task StreamAsync(Timeline timeline, HttpContext http, CancellationToken stop)
    {
        http.Response.ContentType = "text/event-stream";
        await http.Response.Body.FlushAsync(stop);
        await foreach (var entry in timeline.WatchAsync(stop))
        {
            await http.Response.WriteAsync($"data: {JsonSerializer.Serialize(entry, Json)}\n\n", Encoding.UTF8, stop);
            await http.Response.Body.FlushAsync(stop);
        }
    }

    private static async Task<T?> ReadAsync<T>(HttpContext http)
        where T : class
    {
        try
        {
            return http.Request.ContentLength == 0 ? JsonSerializer.Deserialize<T>("{}", Json)
                : await JsonSerializer.DeserializeAsync<T>(http.Request.Body, Json, http.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
