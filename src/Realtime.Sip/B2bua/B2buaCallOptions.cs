using Realtime.Sip.Authentication;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Sip.Transports;

namespace Realtime.Sip.B2bua;

/// <summary>How one call behaves that does not depend on its target.</summary>
public sealed class B2buaCallOptions
{
    /// <summary>
    /// The longest that the target's BYE waits after the caller's: enough for what is on its way already, short enough that nobody pays
    /// for a call that is over.
    /// </summary>
    public static readonly TimeSpan MaxTargetByeDelay = TimeSpan.FromMilliseconds(300);

    /// <summary>Told of everything that happens, in order, between two steps of the call. Must not block.</summary>
    public Action<B2buaEvent>? Observer { get; init; }

    /// <summary>
    /// Told of each transaction of the call's legs when its outcome is known, also after the end of the call: all but the INVITEs that set a leg up,
    /// which <see cref="Observer"/> tells of. Called on any thread; must not block. Null: nothing is noted for them.
    /// </summary>
    public Action<B2buaSide, DialogTransaction>? OnTransaction { get; init; }

    /// <summary>Run when the caller has hung up; the target's BYE waits until it has ended, at most <see cref="TargetByeDelay"/>.</summary>
    public Func<Task>? BeforeTargetBye { get; init; }

    /// <summary>Zero: the target's BYE goes at once.</summary>
    public TimeSpan TargetByeDelay
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, MaxTargetByeDelay);
            field = value;
        }
    } = MaxTargetByeDelay;

    /// <summary>
    /// Decides on a REFER and returns the status to answer it with; without it, or when it fails, the answer is 603. Only a status
    /// of 300 and above is passed on: what follows a 202 is for who transfers calls.
    /// </summary>
    public Func<B2buaSide, SipRequest, ValueTask<int>>? OnRefer { get; init; }

    /// <summary>Looks at a changed offer before it is passed on; false answers it 488, and the call stays. Must not block.</summary>
    public Func<B2buaSide, SipRequest, bool>? AcceptsOffer { get; init; }

    /// <summary>Where requests to the caller go, if not where its routes and Contact lead.</summary>
    public SipDestination? CallerDestination { get; init; }

    /// <summary>Who we are for the caller's side, if it challenges a request of ours such as BYE.</summary>
    public SipCredentials? CallerCredentials { get; init; }

    /// <summary>The session timer of the caller's leg.</summary>
    public SessionTimerOptions CallerSession { get; init; } = SessionTimerOptions.Accept;

    /// <summary>When the caller's provisional responses are sent reliably (RFC 3262).</summary>
    public ReliabilityMode CallerProvisionals { get; init; } = ReliabilityMode.Required;

    /// <summary>What the caller may hear of a target's provisional responses at most; the stricter of this and <see cref="B2buaTarget.Progress"/> counts.</summary>
    public B2buaProgress CallerProgress { get; init; } = B2buaProgress.Relay;

    /// <summary>The status of our own ringing: 180, or 183 for carriers that play no ringback to a 180 before the answer.</summary>
    public int RingStatus
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 101);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 199);
            field = value;
        }
    } = 180;

    public B2buaHeaderPolicy Headers { get; init; } = B2buaHeaderPolicy.Default;
}
