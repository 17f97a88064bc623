using Realtime.Sip.B2bua;
using Realtime.Sip.Messages;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Signalling.Targets;

/// <summary>
/// The AI session was lost after the caller was answered: connects the caller to the fallback by a bridge (RFC 3725), while the vendor's leg is still
/// up. Where there is no fallback, or nobody answers, the call ends with the reason.
/// </summary>
internal sealed class SessionRescue(CallLegsServices services, Call call, Trunk trunk, B2buaCall legs)
{
    /// <summary>How often a transfer that is under way is looked at: it may save the call by itself.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Null when the caller was connected or has gone; else how the call ends.</summary>
    public async Task<CallOutcome?> RunAsync(CallOutcome lost)
    {
        while (legs.IsBridging && !legs.Completion.IsCompleted)
        {
            await Task.Delay(Pause, services.Time);
        }

        if (call.AgentLeft.IsCancellationRequested)
        {
            return null;
        }

        var fallback = call.Decision?.Fallback;
        call.Record(new VendorFault(
            call.Progress.Attempt, call.Target ?? "", Failover.KindOf(lost), fallback is null ? "end" : "fallback", lost.Reason));
        if (fallback is null)
        {
            return lost;
        }

        services.Log.FallsBack(call.Id.Value, fallback);
        foreach (var way in await services.Routes.ToDestinationAsync(fallback, call.Ended))
        {
            var result = await legs.BridgeAsync(Request(fallback, way), call.Ended);
            if (result.Status is B2buaBridgeStatus.Connected or B2buaBridgeStatus.NotInCall)
            {
                return null;
            }

            call.Record(new CallFault("rescue", $"{fallback}: {result.Status} {result.StatusCode}"));
            if (result.Status is not (B2buaBridgeStatus.Unreachable or B2buaBridgeStatus.Refused) || result.StatusCode is 486 or >= 600)
            {
                break;
            }
        }

        return lost;
    }

    private B2buaBridgeRequest Request(string fallback, RouteCandidate way)
    {
        var destination = services.Routes.DestinationOf(fallback);
        return new B2buaBridgeRequest
        {
            Target = new B2buaTarget
            {
                Uri = way.Uri,
                Destination = way.Destination,
                Credentials = destination?.Trunk is { } through ? services.Routes.CredentialsOf(through) : null,
                From = destination?.CallerId is { } caller ? NameAddress.Create(SipUri.Create(OutboundRoutes.NumberOf(caller), way.Uri.Host))
                    : call.Facts.Caller.Length == 0 ? CallDialler.Anonymous
                    : null,
            },
            Flow = trunk.Options.Transfer.BridgeFlow,
            AnswerTimeout = TimeSpan.FromMilliseconds(services.Options.AnswerTimeoutMs),
        };
    }
}
