using System.ComponentModel.DataAnnotations;

namespace Realtime.SipGateway.Api;

/// <summary>One key of a program or a person, known only by its hash.</summary>
public sealed class ApiKeyOptions
{
    /// <summary>Who holds it; stands in records of what was done with it.</summary>
    [Required, RegularExpression("^[A-Za-z0-9][A-Za-z0-9_. -]{0,63}$")]
    public string Name { get; set; } = "";

    /// <summary>SHA-256 of the key, 64 hexadecimal digits; <c>hash-key</c> on the command line makes both.</summary>
    [Required, RegularExpression("^[0-9A-Fa-f]{64}$")]
    public string Sha256 { get; set; } = "";

    [EnumDataType(typeof(ApiScope))]
    public ApiScope Scope { get; set; } = ApiScope.Viewer;
}
