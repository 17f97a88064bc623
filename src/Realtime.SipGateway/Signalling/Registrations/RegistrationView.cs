using Realtime.Sip.Registrations;

namespace Realtime.SipGateway.Signalling.Registrations;

/// <summary>One registration as the API shows it.</summary>
internal sealed record RegistrationView(
    string Trunk,
    string Registrar,
    string AddressOfRecord,
    string State,
    bool Registered,
    string? Contact,
    DateTimeOffset? RegisteredAt,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? NextAt,
    int Failures,
    string? LastAnswer)
{
    public static RegistrationView Of(TrunkRegistration one)
    {
        var (options, status) = (one.Registration.Options, one.Registration.Status);
        return new RegistrationView(
            one.Trunk,
            options.Registrar.ToString(),
            options.AddressOfRecord.ToString(),
            StateOf(status.Phase),
            status.IsRegistered,
            status.Contact,
            status.RegisteredAt,
            status.ExpiresAt,
            status.NextAt,
            status.Failures,
            status.LastAnswer);
    }

    private static string StateOf(RegistrationPhase phase) => phase switch
    {
        RegistrationPhase.Registering => "registering",
        RegistrationPhase.Registered => "registered",
        RegistrationPhase.Refreshing => "refreshing",
        RegistrationPhase.Waiting => "waiting",
        RegistrationPhase.Leaving => "leaving",
        RegistrationPhase.Ended => "ended",
        _ => "idle",
    };
}
