using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Realtime.SipGateway.Telemetry;

namespace Realtime.SipGateway.Calls.Traces;

/// <summary>Writes the spans of one call below its root. They are made when what they tell is over, and leave at once: a long call keeps none.</summary>
internal sealed class SpanWriter(Activity root)
{
    /// <summary>One closed span.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="kind">Whose side of what it tells of.</param>
    /// <param name="from">Beginning.</param>
    /// <param name="to">End.</param>
    /// <param name="describe">Sets its attributes and status.</param>
    /// <param name="link">A span that it follows from, or another trace that belongs to it.</param>
    /// <param name="parent">Its parent; the call when default.</param>
    /// <returns>What others link to; default when nobody listens.</returns>
    public ActivityContext Write(
        string name, ActivityKind kind, DateTimeOffset from, DateTimeOffset to, Action<Activity> describe, ActivityContext link = default,
        ActivityContext parent = default)
    {
        ActivityLink[]? links = link == default ? null : [new ActivityLink(link)];
        using var span = GatewayTelemetry.Source.StartActivity(
            name, kind, parent == default ? root.Context : parent, links: links, startTime: from.UtcDateTime);
        if (span is null)
        {
            return default;
        }

        describe(span);
        span.SetEndTime(to < from ? from.UtcDateTime : to.UtcDateTime);
        return span.Context;
    }

    /// <summary>A span that others are children of, so that it must be open: whoever opens it closes it.</summary>
    public Activity? Open(string name, DateTimeOffset from)
    {
        var around = Activity.Current;
        var span = GatewayTelemetry.Source.StartActivity(name, ActivityKind.Internal, root.Context, startTime: from.UtcDateTime);
        Activity.Current = around;
        return span;
    }

    public static void Close(Activity span, DateTimeOffset at)
    {
        var around = Activity.Current;
        span.SetEndTime(at.UtcDateTime);
        span.Dispose();
        Activity.Current = around;
    }

    /// <summary>The other side's address and port, which the conventions keep apart.</summary>
    /// <param name="span">The span.</param>
    /// <param name="remote">Address and port; null: not known.</param>
    public static void Peer(Activity span, string? remote)
    {
        if (IPEndPoint.TryParse(remote ?? "", out var peer))
        {
            Peer(span, peer);
        }
    }

    /// <inheritdoc cref="Peer(Activity, string)"/>
    public static void Peer(Activity span, IPEndPoint? peer)
    {
        if (peer is not null)
        {
            var address = peer.Address.IsIPv4MappedToIPv6 ? peer.Address.MapToIPv4() : peer.Address;
            span.SetTag(SpanAttributes.PeerAddress, address.ToString()).SetTag(SpanAttributes.PeerPort, peer.Port);
        }
    }

    /// <summary>Marks a span as failed.</summary>
    /// <param name="span">The span.</param>
    /// <param name="type">What failed, of a closed set where there is one.</param>
    /// <param name="description">In words; never personal.</param>
    public static void Fail(Activity span, string? type, string? description = null) =>
        span.SetStatus(ActivityStatusCode.Error, description).SetTag(SpanAttributes.ErrorType, type ?? "_OTHER");

    public static string? Name<T>(T? member)
        where T : struct, Enum => member is { } value ? JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()) : null;
}
