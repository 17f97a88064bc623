namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>Runs the tools of one kind. What goes wrong in an expected way is an output that tells the model.</summary>
internal interface IToolHandler
{
    /// <summary>The type of <see cref="PreparedTool.Definition"/> that it runs.</summary>
    Type Definition { get; }

    /// <summary>True: a run whose result was lost is run again, with the same key.</summary>
    bool MayRepeat(PreparedTool tool) => false;

    /// <summary>True: a run is given up when its call ends.</summary>
    bool EndsWithCall(PreparedTool tool) => false;

    Task<ToolOutput> RunAsync(ToolRun run, CancellationToken cancellationToken);
}
