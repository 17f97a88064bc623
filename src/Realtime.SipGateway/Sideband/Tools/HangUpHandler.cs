using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>The built-in <c>hang_up</c>: the worker ends the call once the answer is given and the last words were heard.</summary>
internal sealed class HangUpHandler : IToolHandler
{
    private const string HungUp = """{"status":"The call ends when you have finished speaking."}""";

    public Type Definition => typeof(HangUpToolDefinition);

    public Task<ToolOutput> RunAsync(ToolRun run, CancellationToken cancellationToken) => Task.FromResult(ToolOutput.Done(HungUp));
}
