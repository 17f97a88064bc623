namespace Realtime.SipGateway.Rules;

/// <summary>What of a tool's JSON answer the model is given; exactly one of the members. Pointers are JSON Pointers (RFC 6901).</summary>
public sealed record ResultDefinition
{
    /// <summary>Only the value here, such as <c>/order</c>.</summary>
    public string? Pointer { get; init; }

    /// <summary>An object of these members; one that the answer does not hold is null.</summary>
    public IReadOnlyDictionary<string, string>? Members { get; init; }

    /// <summary>A sentence with slots: <c>Order {/order/id} is {/order/state}.</c></summary>
    public string? Text { get; init; }
}
