using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>Tools that are one HTTP request.</summary>
internal sealed class HttpToolHandler(HttpToolClient http) : IToolHandler
{
    public Type Definition => typeof(HttpToolDefinition);

    public bool MayRepeat(PreparedTool tool) => ((HttpTool)tool).Http.Idempotent;

    public bool EndsWithCall(PreparedTool tool) => ((HttpTool)tool).Http.EndsWithCall;

    public async Task<ToolOutput> RunAsync(ToolRun run, CancellationToken cancellationToken)
    {
        var tool = (HttpTool)run.Tool;
        var output = await http.RunAsync(tool, run, callback: null, cancellationToken);
        return output.Succeeded && tool.Result is { } map ? map.Apply(output.Text) : output;
    }
}
