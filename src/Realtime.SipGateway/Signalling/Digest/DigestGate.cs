using Realtime.Sip.Authentication;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Signalling.Digest;

/// <summary>
/// Asks the callers of trunks with <see cref="TrunkOptions.Digest"/> who they are. Of several trunks that fit an INVITE it is the one whose user
/// the caller proves to be; a trunk without digest has the calls that bring no proof, if it is the closest.
/// </summary>
internal sealed class DigestGate(DigestServer server, AuthenticationMetrics metrics, IEnumerable<IDigestWatcher> watchers, ILogger<DigestGate> logger) : IInviteGate
{
    private const int Unauthorized = 401;

    private readonly IDigestWatcher[] _watchers = [.. watchers];

    public ValueTask<bool> PassAsync(ArrivingInvite arriving)
    {
        var guarded = arriving.Candidates.Where(static trunk => trunk.Digest is not null).ToList();
        return ValueTask.FromResult(guarded.Count == 0 || Check(arriving, guarded));
    }

    private bool Check(ArrivingInvite arriving, List<Trunk> guarded)
    {
        var worst = DigestResult.Missing;
        foreach (var realm in guarded.GroupBy(static trunk => trunk.Digest!.Realm))
        {
            var (result, user) = server.Check(
                arriving.Request,
                realm.Key,
                [.. realm.SelectMany(static trunk => trunk.Digest!.Algorithms).Distinct()],
                name => realm.FirstOrDefault(trunk => trunk.Digest!.User.Name == name)?.Digest!.User);
            if (result == DigestResult.Accepted)
            {
                Prove(arriving, realm.First(trunk => ReferenceEquals(trunk.Digest!.User, user)));
                return true;
            }

            worst = result == DigestResult.Missing ? worst : result;
        }

        if (worst == DigestResult.Missing && arriving.Trunk.Digest is null)
        {
            return true;
        }

        Challenge(arriving, guarded, worst);
        return false;
    }

    private void Prove(ArrivingInvite arriving, Trunk trunk)
    {
        arriving.Trunk = trunk;
        metrics.Checked(trunk.Name, DigestResult.Accepted);
        arriving.Record(new CallerAuthenticated("digest", trunk.Digest!.User.Name));
    }

    private void Challenge(ArrivingInvite arriving, List<Trunk> guarded, DigestResult result)
    {
        var response = arriving.Transaction.CreateResponse(Unauthorized);
        foreach (var realm in guarded.GroupBy(static trunk => trunk.Digest!.Realm))
        {
            server.Challenge(
                response,
                realm.Key,
                realm.SelectMany(static trunk => trunk.Digest!.Algorithms).Distinct(),
                isStale: result is DigestResult.Stale or DigestResult.Replayed);
        }

        Note(arriving, guarded[0], result);
        arriving.Transaction.Respond(response);
    }

    private void Note(ArrivingInvite arriving, Trunk trunk, DigestResult result)
    {
        metrics.Checked(trunk.Name, result);
        if (result is DigestResult.Missing or DigestResult.Stale)
        {
            logger.Challenged(arriving.Flow.Remote.ToString(), trunk.Name, result);
            return;
        }

        logger.ProofRefused(arriving.Flow.Remote.ToString(), trunk.Name, result);
        foreach (var watcher in _watchers)
        {
            watcher.OnRefused(arriving, result);
        }
    }
}
