namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>What came of a function call.</summary>
/// <param name="Call">The call.</param>
/// <param name="Tool">The tool that it named; null: the agent has none of that name.</param>
/// <param name="Answer">What the model is told.</param>
/// <param name="DurationMs">How long it took.</param>
internal sealed record ToolResult(FunctionCall Call, PreparedTool? Tool, ToolOutput Answer, double DurationMs)
{
    /// <summary>It was not run.</summary>
    public bool IsRefusal { get; init; }

    /// <summary>Text for the model.</summary>
    public string Output => Answer.Text;

    /// <summary>False: the output says what went wrong.</summary>
    public bool Succeeded => Answer.Succeeded;
}
