using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>The built-in <c>take_message</c>.</summary>
internal sealed class TakeMessageHandler(ICallerRequests requests, TimeProvider time) : IToolHandler
{
    private const string Taken = """{"status":"The message is taken."}""";

    public Type Definition => typeof(TakeMessageToolDefinition);

    /// <summary>It is written once, however often it runs.</summary>
    public bool MayRepeat(PreparedTool tool) => true;

    public async Task<ToolOutput> RunAsync(ToolRun run, CancellationToken cancellationToken)
    {
        if (CallerRequestArguments.Text(run.Arguments, "message", isLong: true) is not { } message)
        {
            return ToolOutput.Failed("Say in \"message\" what the caller wants to be told.");
        }

        var request = new CallerRequest(CallerRequestArguments.Id("msg_", run.IdempotencyKey), CallerRequestKind.Message, run.Call.Id, time.GetUtcNow(), message)
        {
            Agent = run.Call.Agent,
            Name = CallerRequestArguments.Text(run.Arguments, "name"),
            Number = CallerRequestArguments.Number(run.Arguments, run.Call.Facts),
            Recipient = CallerRequestArguments.Text(run.Arguments, "for"),
            Urgent = run.Arguments.Member("urgent").ValueKind == JsonValueKind.True,
        };
        await requests.AddAsync(request, cancellationToken);
        run.Call.Record(new CallerRequestTaken(request.Id, "message", message));
        return ToolOutput.Done(Taken);
    }
}
