using System.Net;

namespace Realtime.Sip.Registrations;

/// <summary>How a registration stands, at one moment.</summary>
public sealed record RegistrationStatus
{
    public RegistrationPhase Phase { get; init; }

    /// <summary>The registrar knows us now.</summary>
    public bool IsRegistered => Phase is RegistrationPhase.Registered or RegistrationPhase.Refreshing;

    /// <summary>When the binding was made or renewed last.</summary>
    public DateTimeOffset? RegisteredAt { get; init; }

    /// <summary>When it ends if it is not renewed.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When the next REGISTER goes out.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>Our Contact as the registrar has it.</summary>
    public string? Contact { get; init; }

    /// <summary>Tries in a row that failed.</summary>
    public int Failures { get; init; }

    /// <summary>Status and phrase of the last answer, or what went wrong on the way.</summary>
    public string? LastAnswer { get; init; }

    /// <summary>The registrar's addresses, as found last: its calls come from there.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];
}
