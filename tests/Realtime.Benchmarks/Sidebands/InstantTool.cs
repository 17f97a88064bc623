using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Sideband.Tools;

namespace Realtime.Benchmarks.Sidebands;

/// <summary>In place of an HTTP request: what is measured is the gateway's part.</summary>
internal sealed class InstantTool : IToolHandler
{
    public Type Definition => typeof(HttpToolDefinition);

    /// <summary>A lookup, as most tools of a call are.</summary>
    public bool MayRepeat(PreparedTool tool) => true;

    public Task<ToolOutput> RunAsync(ToolRun run, CancellationToken cancellationToken) =>
        Task.FromResult(ToolOutput.Done("""{"state":"shipped","delivery":"Friday"}"""));
}
