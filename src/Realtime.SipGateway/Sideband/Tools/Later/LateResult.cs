using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Tools.Later;

/// <summary>A result that is waited for.</summary>
internal sealed class LateResult(Call call, ToolExecution execution, HttpTool tool)
{
    public Call Call => call;

    public ToolExecution Execution => execution;

    public HttpTool Tool => tool;

    /// <summary>Where it is asked for.</summary>
    public Uri? Poll { get; set; }

    public TimeSpan Interval => TimeSpan.FromMilliseconds((tool.Http as HttpAsyncToolDefinition)?.Poll?.IntervalMs ?? PollDefinition.DefaultIntervalMs);

    /// <summary>When it is looked after it next.</summary>
    public DateTimeOffset NextAt { get; set; }

    /// <summary>It is looked after now.</summary>
    public volatile bool IsBusy;
}
