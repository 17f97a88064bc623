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

    /// <summary>Path of the document; relative to the folder of <c>appsettings.json</c>.</summary>
    [Required, MinLength(1)]
    public string File { get; set; } = DefaultFile;

    /// <summary>How often the file is looked at, 100 to 3,600,000 ms.</summary>
    [Range(100, 3_600_000)]
    public int PollMs { get; set; } = DefaultPollMs;
}
