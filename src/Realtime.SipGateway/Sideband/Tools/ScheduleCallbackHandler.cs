using System.Globalization;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>The built-in <c>schedule_callback</c>: the promise is in the store before the agent may make it.</summary>
internal sealed class ScheduleCallbackHandler(ICallerRequests requests, TimeProvider time) : IToolHandler
{
    public Type Definition => typeof(ScheduleCallbackToolDefinition);

    /// <summary>It is written once, however often it runs.</summary>
    public bool MayRepeat(PreparedTool tool) => true;

    public async Task<ToolOutput> RunAsync(ToolRun run, CancellationToken cancellationToken)
    {
        var definition = (ScheduleCallbackToolDefinition)run.Tool.Definition;
        var now = time.GetUtcNow();
        if (CallerRequestArguments.Time(run.Arguments, definition.TimeZone) is not { } wanted)
        {
            return ToolOutput.Failed("The time is not understood: write a date and time such as 2026-05-04T15:30.");
        }

        var zone = TimeZoneInfo.TryFindSystemTimeZoneById(definition.TimeZone, out var found) ? found : TimeZoneInfo.Utc;
        var local = TimeZoneInfo.ConvertTime(now, zone);
        if (wanted <= now || wanted > now.AddDays(definition.MaxDays))
        {
            return ToolOutput.Failed(string.Create(
                CultureInfo.InvariantCulture, $"That time is not within the next {definition.MaxDays} days. It is now {local:yyyy-MM-dd'T'HH:mm} ({local:dddd}), {definition.TimeZone}."));
        }

        if (CallerRequestArguments.Number(run.Arguments, run.Call.Facts) is not { } number)
        {
            return ToolOutput.Failed("There is no number to call: ask the caller for one, in international form.");
        }

        if (CallerRequestArguments.Text(run.Arguments, "reason", isLong: true) is not { } reason)
        {
            return ToolOutput.Failed("Say in \"reason\" what the call back is about.");
        }

        var request = new CallerRequest(CallerRequestArguments.Id("cb_", run.IdempotencyKey), CallerRequestKind.Callback, run.Call.Id, now, reason)
        {
            Agent = run.Call.Agent,
            Name = CallerRequestArguments.Text(run.Arguments, "name"),
            Number = number,
            WantedAt = wanted,
        };
        await requests.AddAsync(request, cancellationToken);
        run.Call.Record(new CallerRequestTaken(request.Id, "callback", reason));
        var at = TimeZoneInfo.ConvertTime(wanted, zone);
        return ToolOutput.Done(string.Create(
            CultureInfo.InvariantCulture, $$"""{"status":"scheduled","time":"{{at:yyyy-MM-dd'T'HH:mmzzz}}","number":"{{number}}"}"""));
    }
}
