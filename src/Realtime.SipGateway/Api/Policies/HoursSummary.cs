namespace Realtime.SipGateway.Api.Policies;

/// <summary>Opening hours in short.</summary>
/// <param name="Name">Their name.</param>
/// <param name="Description">Whose they are.</param>
/// <param name="TimeZone">IANA name of their zone.</param>
/// <param name="OpenNow">Whether it is open at this moment.</param>
/// <param name="Why">The sentence that explains it.</param>
internal sealed record HoursSummary(string Name, string? Description, string TimeZone, bool OpenNow, string Why);
