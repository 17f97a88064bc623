using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Sideband.Settings;

/// <summary>
/// Sees that the session is what the policy asks for. What accept cannot say follows by <c>session.update</c>, on each connection anew, and must be
/// confirmed: by a <c>session.updated</c> that shows it, since answers carry no id of the request. It is said once more after an error or in vain; then
/// the call goes on without it, and its log says so. Whatever else the service shows otherwise than asked for is told once.
/// </summary>
internal sealed class SessionSettings(Call call, byte[]? accepted, byte[]? late, Outbox outbox, Deadlines deadlines, TimeSpan patience, TimeProvider time) : SessionFeature
{
    private const int MaxTries = 2;

    /// <summary>What is told of one session at a time.</summary>
    private const int MaxDifferences = 16;

    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private AskedSettings _all = new(accepted, late);
    private AskedSettings? _update = late is null ? null : new AskedSettings(late);
    private byte[]? _session = late;
    private IReadOnlyList<(string Path, string Told)>? _seen;
    private string? _waitsFor;
    private long _since;
    private int _tries;

    /// <summary>Says anew on each connection what a broken one may have taken with it.</summary>
    public override void Opened(bool again) => Begin();

    /// <summary>Another agent's session: what it does not name stays as it was accepted.</summary>
    public void Replace(byte[] session)
    {
        (_session, _update, _all) = (session, new AskedSettings(session), new AskedSettings(accepted, session));
        _told.Clear();
        Begin();
    }

    public override void Take(ServerEvent received)
    {
        switch (received)
        {
            case ServerEvent.SessionReady { Session: { } session } ready:
                Compare(session, ready.IsUpdate);
                break;
            case ServerEvent.Error { ClientEventId: { } eventId } error when eventId == _waitsFor:
                Again("refused", error);
                break;
            default:
                break;
        }
    }

    public override void Due(Deadline deadline)
    {
        if (_waitsFor is not null)
        {
            Again(_seen is null ? "unanswered" : "differs", null);
        }
    }

    public override void CallEnded()
    {
        _waitsFor = null;
        deadlines.Cancel(Deadline.Settings);
    }

    private void Begin()
    {
        if (_session is not null)
        {
            (_tries, _seen, _since) = (0, null, time.GetTimestamp());
            Say();
        }
    }

    private void Say()
    {
        _tries++;
        _waitsFor = outbox.NextEventId();
        outbox.Add(ClientEvents.SessionUpdate(_waitsFor, _session));
        deadlines.Set(Deadline.Settings, patience);
    }

    private void Compare(JsonElement session, bool isUpdate)
    {
        if (_waitsFor is not null && isUpdate)
        {
            // It may still be the answer to somebody else's update.
            _seen = _update!.Differences(session);
            if (_seen.Count == 0)
            {
                call.Record(new SettingsConfirmed(_tries, time.GetElapsedTime(_since).TotalMilliseconds));
                CallEnded();
            }
        }

        Tell(_all.Differences(session).Where(one => _waitsFor is null || !_update!.Names(one.Path)));
    }

    private void Tell(IEnumerable<(string Path, string Told)> differences)
    {
        var unknown = differences.Where(one => _told.Add(one.Path)).Select(one => one.Told).Take(MaxDifferences).ToList();
        if (unknown.Count > 0)
        {
            call.Record(new SettingsDiffer(unknown));
        }
    }

    private void Again(string result, ServerEvent.Error? error)
    {
        if (_tries < MaxTries)
        {
            _seen = null;
            Say();
            return;
        }

        var differences = _seen ?? [];
        foreach (var (path, _) in differences)
        {
            _told.Add(path);
        }

        call.Record(new SettingsFailed(result, _tries, error?.Code, error?.Message, [.. differences.Select(one => one.Told).Take(MaxDifferences)]));
        CallEnded();
    }
}
