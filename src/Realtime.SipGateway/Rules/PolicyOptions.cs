using System.ComponentModel.DataAnnotations;

namespace Realtime.SipGateway.Rules;

/// <summary>Section <c>Policy</c>: where the policy document lies.</summary>
public sealed class PolicyOptions
{
    public const string Section = "Policy";

    /// <summary>Beside <c>appsettings.json</c>.</summary>
    public const string DefaultFile = "policy.json";

    /// <summary>An admin who saved the file does not want to wait; looking at a file's time and size costs nothing.</summary>
    public const int DefaultPollMs = 2_000;

    /// <summary>A year of two changes a day; lists that programs change daily count too.</summary>
    public const int DefaultKeepVersions = 1_000;

    /// <summary>Path of the document; relative to the folder of <c>appsettings.json</c>.</summary>
    [Required, MinLength(1)]
    public string File { get; set; } = DefaultFile;

    /// <summary>How often the file, and the store for versions of other nodes, are looked at, 100 to 3,600,000 ms.</summary>
    [Range(100, 3_600_000)]
    public int PollMs { get; set; } = DefaultPollMs;

    /// <summary>Published versions that stay in the store to look at and to roll back to, 10 to 100,000.</summary>
    [Range(10, 100_000)]
    public int KeepVersions { get; set; } = DefaultKeepVersions;
}
