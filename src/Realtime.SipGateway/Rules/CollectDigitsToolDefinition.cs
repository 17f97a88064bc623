namespace Realtime.SipGateway.Rules;

/// <summary>
/// Built-in <c>collect_digits</c>: takes keys that the caller presses, until the terminator, the greatest length or a pause. Secret digits are kept from
/// the model and from everything that is written down; only a tool whose body has the slot <c>{collected.NAME}</c> gets them.
/// </summary>
public sealed record CollectDigitsToolDefinition : ToolDefinition
{
    public const int DefaultMaxDigits = 20;

    /// <summary>A caller who looks for the card first.</summary>
    public const int DefaultFirstDigitTimeoutMs = 15_000;

    /// <summary>As voice menus have it: long enough for a slow hand.</summary>
    public const int DefaultNextDigitTimeoutMs = 4_000;

    /// <summary>1 to 64; fewer keys are a failed input.</summary>
    public int MinDigits { get; init; } = 1;

    /// <summary>1 to 64; the last one ends the input.</summary>
    public int MaxDigits { get; init; } = DefaultMaxDigits;

    /// <summary>The key that ends the input and is no part of it: <c>#</c>, <c>*</c>, or null for none.</summary>
    public string? Terminator { get; init; } = "#";

    /// <summary>Without any key after the agent has spoken, 1,000 to 120,000 ms.</summary>
    public int FirstDigitTimeoutMs { get; init; } = DefaultFirstDigitTimeoutMs;

    /// <summary>Between keys, 500 to 60,000 ms; the pause ends the input.</summary>
    public int NextDigitTimeoutMs { get; init; } = DefaultNextDigitTimeoutMs;

    /// <summary>Said word by word when the input begins; null: the agent asks in its own words before.</summary>
    public string? Prompt { get; init; }

    /// <summary>True: neither the model nor any log, transcript or record gets the digits.</summary>
    public bool Secret { get; init; }

    /// <summary>Under this name the digits of the call fill <c>{collected.NAME}</c>; null: they are not kept.</summary>
    public string? SaveAs { get; init; }
}
