using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Api;

/// <summary>Lets programs and people follow live events: so many at a time, and so many of one key or user, that none of them keeps the others out.</summary>
internal sealed class Followers
{
    private readonly CallEventFeed _feed;
    private readonly ApiOptions _options;
    private readonly UpDownCounter<long> _open;
    private readonly Counter<long> _refused;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _ofEach = new(StringComparer.Ordinal);
    private int _all;

    public Followers(CallEventFeed feed, IOptions<ApiOptions> options, IMeterFactory meters)
    {
        _feed = feed;
        _options = options.Value;
        var meter = meters.Create(GatewayTelemetry.Name);
        _open = meter.UpDown(GatewayInstruments.FollowersOpen);
        _refused = meter.Counter<long>(GatewayInstruments.FollowersRefused);
    }

    /// <summary>Opens one, whose place is free again when it is disposed; null with a problem when there are too many.</summary>
    public CallEventFollower? Open(HttpContext context, CallId? only, IReadOnlySet<string>? types, out IResult problem)
    {
        var who = ApiUser.ActorOf(context.User);
        lock (_gate)
        {
            var own = _ofEach.GetValueOrDefault(who);
            if (own >= _options.MaxFollowersPerUser)
            {
                problem = ApiProblem.Of(
                    StatusCodes.Status429TooManyRequests, "Too many followers",
                    $"This key or user follows {own} times; Api:MaxFollowersPerUser allows no more. Close event streams and WebSockets that are not read.");
            }
            else if (_all >= _options.MaxFollowers)
            {
                problem = ApiProblem.Of(StatusCodes.Status503ServiceUnavailable, "Too many followers", $"At most {_options.MaxFollowers} may follow at a time (Api:MaxFollowers).");
            }
            else
            {
                (_all, _ofEach[who]) = (_all + 1, own + 1);
                _open.Add(1);
                problem = Results.Empty;
                return _feed.Open(only, types, () => Leave(who));
            }

            _refused.Add(1, new KeyValuePair<string, object?>("limit", own >= _options.MaxFollowersPerUser ? "user" : "all"));
            return null;
        }
    }

    private void Leave(string who)
    {
        lock (_gate)
        {
            _all--;
            if (--_ofEach[who] == 0)
            {
                _ofEach.Remove(who);
            }
        }

        _open.Add(-1);
    }
}
