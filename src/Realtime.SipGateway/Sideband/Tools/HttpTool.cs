using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>A tool that is an HTTP request.</summary>
/// <param name="Name">As the model calls it.</param>
/// <param name="Http">As the policy has it.</param>
/// <param name="Arguments">What arguments must look like.</param>
internal sealed record HttpTool(string Name, HttpToolDefinition Http, ToolSchema Arguments) : PreparedTool(Name, Http, Arguments)
{
    public UrlTemplate Url { get; } = new(Http.Url);

    /// <summary>Null: the arguments are the body.</summary>
    public BodyTemplate? Body { get; } = Http.Body is { } body ? new BodyTemplate(body) : null;

    /// <summary>Null: the model is given the whole answer.</summary>
    public ResultMap? Result { get; } = Http.Result is { } result ? new ResultMap(result) : null;
}
