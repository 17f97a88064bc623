using Realtime.SipGateway.Calls.Budget;
using Realtime.SipGateway.Calls.Pricing;

namespace Realtime.SipGateway.Rules;

/// <summary>What the site configuration defines and a policy document may only name (<c>DESIGN.md</c> §6.12).</summary>
/// <param name="Targets">Names of the AI targets.</param>
/// <param name="DefaultTarget">Where a rule without a target sends its calls; null when each rule must name one.</param>
public sealed record PolicySite(IReadOnlyCollection<string> Targets, string? DefaultTarget)
{
    /// <summary>Section of the site configuration that defines destinations.</summary>
    public const string DestinationsSection = "Destinations";

    /// <summary>Section of the site configuration that defines MCP servers.</summary>
    public const string McpServersSection = "McpServers";

    /// <summary>Section of the site configuration that lets services call back.</summary>
    public const string ToolCallbacksSection = "ToolCallbacks";

    /// <summary>Names of the MCP servers whose tools may be used.</summary>
    public IReadOnlyCollection<string> McpServers { get; init; } = [];

    /// <summary>Those of <see cref="McpServers"/> that the AI service itself may be told of.</summary>
    public IReadOnlyCollection<string> HostedMcpServers { get; init; } = [];

    /// <summary>Whether services can deliver results later.</summary>
    public bool TakesCallbacks { get; init; }

    /// <summary>Names of the destinations that a call can fall back to.</summary>
    public IReadOnlyCollection<string> Destinations { get; init; } = [];

    /// <summary>What the service charges; null: budgets are not checked against it.</summary>
    public PriceTable? Prices { get; init; }

    /// <summary>What the calls of each agent cost of late; null: day budgets are not held.</summary>
    public DaySpending? Spending { get; init; }

    /// <summary>What else has to be right before a document is published, such as the sessions its agents make; null: nothing.</summary>
    public Func<PolicyDocument, IEnumerable<PolicyFault>>? CheckDocument { get; init; }
}
