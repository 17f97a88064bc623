namespace Realtime.SipGateway.Calls.Numbers;

/// <summary>One rule of a number plan: <c>{ "Prefix": "0", "Replace": "+49" }</c>.</summary>
public sealed class NumberRewriteOptions
{
    /// <summary>What the number begins with; empty fits all.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>What stands there instead.</summary>
    public string Replace { get; set; } = "";

    /// <summary>The rule fits numbers of at least so many characters.</summary>
    public int MinLength { get; set; }

    /// <summary>The rule fits numbers of at most so many characters.</summary>
    public int MaxLength { get; set; } = int.MaxValue;
}
