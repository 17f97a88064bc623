namespace Realtime.Sip.Registrations;

/// <summary>
/// The life of one registration (RFC 3261 §10.2, back-off as RFC 5626 §4.5): pure, state and event in, next state and action out.
/// </summary>
internal static class RegistrationMachine
{
    /// <summary>The first try after a failure. RFC 5626 has 30 s; a trunk without registration gets no calls, and one REGISTER costs little.</summary>
    public static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(4);

    /// <summary>The longest wait between tries.</summary>
    public static readonly TimeSpan LongestRetry = TimeSpan.FromMinutes(5);

    /// <summary>A registrar that says no is asked rarely: carriers ban who tries the same password again and again.</summary>
    public static readonly TimeSpan RefusedRetry = TimeSpan.FromMinutes(5);

    /// <summary>A Retry-After of a day would leave a trunk dead for a day.</summary>
    public const int MaxRetryAfterSeconds = 1_800;

    /// <summary>Intervals below this are held to be mistakes.</summary>
    public const int LeastSeconds = 30;

    /// <summary>The most that a 423 can make us ask for: a day.</summary>
    public const int MostSeconds = 86_400;

    /// <summary>Renewed when between 70 and 80% of the interval have passed: there is time for several tries, and many trunks do not come at once.</summary>
    private const double EarliestRefresh = 0.7;
    private const double RefreshSpread = 0.1;

    /// <summary>How often an interval is corrected without a wait.</summary>
    private const int MaxCorrections = 3;

    /// <summary>Doubled this often at most: beyond it the longest wait has been reached.</summary>
    private const int MaxDoublings = 10;

    /// <param name="state">Where it stands.</param>
    /// <param name="input">What happened.</param>
    /// <param name="chance">Between 0 and 1, new for each step.</param>
    public static RegistrationStep Step(RegistrationState state, RegistrationInput input, double chance) => (state.Phase, input.Event) switch
    {
        (RegistrationPhase.Ended, _) => new RegistrationStep(state, RegistrationAction.None),
        (RegistrationPhase.Registered or RegistrationPhase.Refreshing, RegistrationEvent.Stop) => To(state, RegistrationPhase.Leaving, RegistrationAction.Unregister),

        // The answer to a first REGISTER may still come: what it binds is taken back too.
        (RegistrationPhase.Registering, RegistrationEvent.Stop) => To(state, RegistrationPhase.Leaving, RegistrationAction.Unregister),
        (_, RegistrationEvent.Stop) or (RegistrationPhase.Leaving, _) => To(state, RegistrationPhase.Ended, RegistrationAction.None),
        (RegistrationPhase.Idle, RegistrationEvent.Start) => To(state, RegistrationPhase.Registering, RegistrationAction.Register),
        (RegistrationPhase.Waiting, RegistrationEvent.Due) => To(state, RegistrationPhase.Registering, RegistrationAction.Register),
        (RegistrationPhase.Registered, RegistrationEvent.Due) => To(state, RegistrationPhase.Refreshing, RegistrationAction.Register),

        // The registrar reaches us no more although the binding holds.
        (RegistrationPhase.Registered, RegistrationEvent.FlowLost) => To(state, RegistrationPhase.Registering, RegistrationAction.Register),
        (RegistrationPhase.Registering or RegistrationPhase.Refreshing, _) => OnAnswer(state, input, chance),
        _ => new RegistrationStep(state, RegistrationAction.Wait, LongestRetry),
    };

    private static RegistrationStep OnAnswer(RegistrationState state, RegistrationInput input, double chance) => input.Event switch
    {
        RegistrationEvent.Granted => new RegistrationStep(
            state with { Phase = RegistrationPhase.Registered, Failures = 0 },
            RegistrationAction.Wait,
            TimeSpan.FromSeconds(Math.Max(input.Seconds, LeastSeconds) * (EarliestRefresh + (RefreshSpread * chance)))),

        // Asked again at once with what the registrar wants; one that goes on wanting more has to wait.
        RegistrationEvent.TooBrief when input.Seconds > state.Seconds && input.Seconds <= MostSeconds => state.Failures < MaxCorrections
            ? new RegistrationStep(state with { Seconds = input.Seconds, Failures = state.Failures + 1 }, RegistrationAction.Register)
            : Retry(state with { Seconds = input.Seconds }, Backoff(state.Failures, chance)),
        RegistrationEvent.Refused => Retry(state, After(input.Seconds) ?? RefusedRetry),
        RegistrationEvent.Failed when After(input.Seconds) is { } demanded => Retry(state, demanded),
        _ => Retry(state, Backoff(state.Failures, chance)),
    };

    private static RegistrationStep To(RegistrationState state, RegistrationPhase phase, RegistrationAction action) =>
        new(state with { Phase = phase }, action);

    private static RegistrationStep Retry(RegistrationState state, TimeSpan delay) =>
        new(state with { Phase = RegistrationPhase.Waiting, Failures = state.Failures + 1 }, RegistrationAction.Wait, delay);

    private static TimeSpan? After(int seconds) => seconds > 0 ? TimeSpan.FromSeconds(Math.Min(seconds, MaxRetryAfterSeconds)) : null;

    /// <summary>Doubled with each failure, and between half and the whole of that.</summary>
    private static TimeSpan Backoff(int failures, double chance)
    {
        var whole = FirstRetry * Math.Pow(2, Math.Min(failures, MaxDoublings));
        return (whole < LongestRetry ? whole : LongestRetry) * (0.5 + (chance / 2));
    }
}
