using Realtime.SipGateway.OpenAi;

namespace Realtime.SipGateway.Webhooks;

/// <summary>
/// What follows from an accept that made no session. With an edge the call goes on to its next target or its fallback first; the status is for a
/// caller for whom there is none.
/// </summary>
/// <param name="SipStatus">What the caller's network is told.</param>
/// <param name="Decision">What the claim is noted with.</param>
/// <param name="EndSession">Whether a session was made is unknown, so one is ended.</param>
internal readonly record struct AcceptOutcome(int SipStatus, string Decision, bool EndSession)
{
    public static AcceptOutcome Of(CallCommandAnswer answer) => answer.Result switch
    {
        // The caller gave up, or a retry came late, or a test: nobody is there to serve.
        CallCommandResult.Gone => new(480, "gone", EndSession: false),
        CallCommandResult.TimedOut when answer.MayHaveBeenDone => new(504, "refused:accept_unknown", EndSession: true),
        CallCommandResult.Unavailable when answer.MayHaveBeenDone => new(503, "refused:accept_unknown", EndSession: true),
        CallCommandResult.TimedOut => new(504, "refused:accept_" + answer.Result, EndSession: false),
        CallCommandResult.RateLimited or CallCommandResult.Unavailable => new(503, "refused:accept_" + answer.Result, EndSession: false),
        // Our request or our key is wrong, or another application of the project was quicker: no caller's fault.
        _ => new(500, "refused:accept_" + answer.Result, EndSession: false),
    };
}
