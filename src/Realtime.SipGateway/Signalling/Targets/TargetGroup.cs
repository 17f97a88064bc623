using System.Collections.Concurrent;
using Realtime.Sip.Transports;

namespace Realtime.SipGateway.Signalling.Targets;

/// <summary>
/// An AI target or a trunk as calls go out to it: its addresses, each with its health, and for an AI target the health of the service behind
/// them (<see cref="Service"/>), which can fail although every address answers.
/// </summary>
internal sealed class TargetGroup(string name, TargetGroupKind kind, bool isProbed, HealthOptions options, TargetMetrics metrics, TimeProvider time, ILogger log)
{
    /// <summary>Addresses remembered per group: a cloud service's DNS gives others each minute.</summary>
    public const int MaxMembers = 64;

    private readonly ConcurrentDictionary<string, GroupMember> _members = new(StringComparer.Ordinal);

    public string Name { get; } = name;

    public TargetGroupKind Kind { get; } = kind;

    /// <summary>OPTIONS are sent to its addresses.</summary>
    public bool IsProbed { get; } = isProbed;

    /// <summary>The service: webhook, accept and answer came, or did not.</summary>
    public Breaker Service { get; } = new(options, isProbed: false, time);

    public IReadOnlyCollection<KeyValuePair<string, GroupMember>> Members => [.. _members];

    public GroupMember MemberOf(SipDestination destination)
    {
        var key = GroupMember.KeyOf(destination);
        var member = _members.GetOrAdd(key, _ => new GroupMember(destination, new Breaker(options, IsProbed, time)));
        (member.Destination, member.LastUsed) = (destination, time.GetTimestamp());
        if (_members.Count > MaxMembers)
        {
            _members.TryRemove(_members.MinBy(one => one.Value.LastUsed).Key, out _);
        }

        return member;
    }

    /// <summary>An address answered, a call or OPTIONS.</summary>
    public void Reached(GroupMember member)
    {
        if (member.Health.Succeeded())
        {
            metrics.Changed(Name, "up");
            log.DestinationReturned(Name, GroupMember.KeyOf(member.Destination));
        }
    }

    /// <summary>An address did not answer.</summary>
    public void Missed(GroupMember member, string why)
    {
        if (member.Health.Failed(why))
        {
            metrics.Changed(Name, "down");
            log.DestinationDown(Name, GroupMember.KeyOf(member.Destination), why);
        }
    }

    /// <summary>The service took a call to its answer.</summary>
    public void Served()
    {
        if (Service.Succeeded())
        {
            metrics.Changed(Name, "closed");
            log.ServiceReturned(Name);
        }
    }

    /// <summary>The service failed a call.</summary>
    public void Failed(string why)
    {
        if (Service.Failed(why))
        {
            metrics.Changed(Name, "open");
            log.ServiceFailing(Name, why);
        }
    }
}
