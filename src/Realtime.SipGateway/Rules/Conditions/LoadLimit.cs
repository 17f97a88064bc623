using System.Globalization;

namespace Realtime.SipGateway.Rules.Conditions;

/// <summary>A range of a count: at least one of the two bounds.</summary>
/// <param name="AtLeast">The count is this or more.</param>
/// <param name="Below">The count is less than this.</param>
public sealed record LoadLimit(int? AtLeast = null, int? Below = null)
{
    internal bool Holds(int count) => count >= (AtLeast ?? 0) && count < (Below ?? int.MaxValue);

    internal string Describe() => (AtLeast, Below) switch
    {
        ({ } low, { } high) => string.Create(CultureInfo.InvariantCulture, $"at least {low} and below {high}"),
        ({ } low, null) => string.Create(CultureInfo.InvariantCulture, $"at least {low}"),
        (null, { } high) => string.Create(CultureInfo.InvariantCulture, $"below {high}"),
        _ => "any",
    };
}
