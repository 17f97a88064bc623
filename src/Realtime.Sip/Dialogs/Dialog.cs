using System.Text;
using Realtime.Sip.Messages;

namespace Realtime.Sip.Dialogs;

/// <summary>
/// One dialog (RFC 3261 §12): what identifies it, the route set, the order of requests in both directions and the remote target.
/// It owns its bytes and keeps no message alive. Not safe for use by two threads at once: its owner is sequential.
/// </summary>
public sealed class Dialog
{
    /// <summary>RFC 3261 §8.1.1.6 recommends it.</summary>
    private static readonly SipHeader InitialMaxForwards = new(SipHeaderId.MaxForwards, "70");

    private readonly SipHeader _callId;
    private readonly SipHeader _local;
    private readonly SipHeader _remote;
    private readonly SipHeader[] _routes;
    private readonly SipUri? _firstRoute;
    private SipHeader _contact;
    private uint _localCSeq;

    private Dialog(DialogRole role, SipHeader callId, NameAddress local, NameAddress remote, SipHeader[] routes)
    {
        Role = role;
        LocalTag = local.Tag ?? "";
        RemoteTag = remote.Tag ?? "";
        _callId = callId;
        _local = SipHeader.OfTrusted(SipHeaderId.From, local.Text);
        _remote = SipHeader.OfTrusted(SipHeaderId.To, remote.Text);
        _routes = routes;
        _firstRoute = routes.Length > 0 && NameAddress.TryParse(routes[0].ValueBytes, out var first) ? first.Uri : null;
    }

    public DialogRole Role { get; }

    public string CallId => _callId.Value;

    public string LocalTag { get; }

    public string RemoteTag { get; }

    /// <summary>The other side's Contact: the Request-URI of what we send.</summary>
    public required SipUri RemoteTarget { get; set; }

    /// <summary>The number of our last request.</summary>
    public required uint LocalCSeq
    {
        get => Volatile.Read(ref _localCSeq);
        set => Volatile.Write(ref _localCSeq, value);
    }

    /// <summary>The number of the other side's last request, once there was one.</summary>
    public uint? RemoteCSeq { get; private set; }

    /// <summary>While the dialog is early: the number of the last reliable provisional response (RFC 3262 §4).</summary>
    internal uint? RemoteRSeq { get; set; }

    /// <summary>Where a request of this dialog goes by RFC 3261 §12.2.1.1, unless its owner knows better.</summary>
    public SipUri NextHop => _firstRoute ?? RemoteTarget;

    /// <summary>The dialog that our 1xx or 2xx with this tag makes (§12.1.1); null when the request has no usable Contact or Record-Route.</summary>
    public static Dialog? AsServer(SipRequest request, string localTag, NameAddress contact) =>
        request.Contact is { } remoteTarget && ReadRoutes(request) is { } routes
            ? new Dialog(DialogRole.Server, Owned(request, SipHeaderId.CallId), request.To.WithTag(localTag), request.From, routes)
            {
                RemoteTarget = AsTarget(remoteTarget.Uri),
                LocalCSeq = 0,
                RemoteCSeq = request.CSeq.Number,
                _contact = SipHeader.OfTrusted(SipHeaderId.Contact, contact.Text),
            }
            : null;

    /// <summary>
    /// The dialog that a 1xx or 2xx with a tag makes (§12.1.2); null when it has no tag or no usable Record-Route. A response
    /// without Contact leaves us with the URI that we called.
    /// </summary>
    public static Dialog? AsClient(SipRequest request, SipResponse response)
    {
        if (response.To.Tag is null || ReadRoutes(response) is not { } routes)
        {
            return null;
        }

        Array.Reverse(routes);
        return new Dialog(DialogRole.Client, Owned(request, SipHeaderId.CallId), request.From, response.To, routes)
        {
            RemoteTarget = AsTarget(response.Contact?.Uri ?? request.RequestUri),
            LocalCSeq = request.CSeq.Number,
            _contact = Owned(request, SipHeaderId.Contact),
        };
    }

    /// <exception cref="FormatException">The snapshot is not one that <see cref="ToSnapshot"/> made.</exception>
    public static Dialog Restore(DialogSnapshot snapshot) => new(
        snapshot.Role,
        new SipHeader(SipHeaderId.CallId, snapshot.CallId),
        NameAddress.Parse(snapshot.Local),
        NameAddress.Parse(snapshot.Remote),
        [.. snapshot.Routes.Select(route => new SipHeader(SipHeaderId.Route, NameAddress.Parse(route).ToString()))])
    {
        RemoteTarget = SipUri.Parse(snapshot.RemoteTarget),
        LocalCSeq = snapshot.LocalCSeq,
        RemoteCSeq = snapshot.RemoteCSeq,
        _contact = new SipHeader(SipHeaderId.Contact, NameAddress.Parse(snapshot.Contact).ToString()),
    };

    public DialogSnapshot ToSnapshot() => new()
    {
        Role = Role,
        CallId = CallId,
        Local = _local.Value,
        Remote = _remote.Value,
        RemoteTarget = RemoteTarget.ToString(),
        Contact = _contact.Value,
        Routes = [.. _routes.Select(route => route.Value)],
        LocalCSeq = LocalCSeq,
        RemoteCSeq = RemoteCSeq,
    };

    /// <summary>The request belongs to this dialog (§12.2.2).</summary>
    public bool Owns(SipRequest request) =>
        Ascii.Equals(request.To.TagBytes, LocalTag) && Ascii.Equals(request.From.TagBytes, RemoteTag)
        && request.Headers.TryGet(SipHeaderId.CallId, out var callId) && callId.ValueBytes.Span.SequenceEqual(_callId.ValueBytes.Span);

    /// <summary>
    /// Takes note of the number of a request other than ACK and CANCEL; false when it is not above the last one: the request
    /// is out of order and gets a 500 (§12.2.2).
    /// </summary>
    public bool TryAdvance(SipRequest request)
    {
        var number = request.CSeq.Number;
        if (number <= RemoteCSeq)
        {
            return false;
        }

        RemoteCSeq = number;
        return true;
    }

    /// <summary>Follows the other side to the Contact of its target refresh request, or of its 2xx to ours (§12.2).</summary>
    public void Retarget(SipMessage message)
    {
        if (message.Contact is { } contact)
        {
            RemoteTarget = AsTarget(contact.Uri);
        }
    }

    /// <summary>The next request of ours in this dialog (§12.2.1.1); Via is the transaction layer's to add.</summary>
    public SipRequest CreateRequest(SipMethod method) => Create(method, NextNumber());

    /// <summary>The number of the next request of ours. May be asked for on any thread: a challenge is answered where it comes in.</summary>
    internal uint NextNumber() => Interlocked.Increment(ref _localCSeq);

    /// <summary>The ACK for a 2xx to our INVITE of that number (§13.2.2.4).</summary>
    public SipRequest CreateAck(uint inviteNumber) => Create(SipMethod.Ack, inviteNumber);

    /// <summary>Takes over the order of requests of the early dialog that this one confirms.</summary>
    internal void Continue(Dialog early)
    {
        LocalCSeq = Math.Max(LocalCSeq, early.LocalCSeq);
        RemoteCSeq = early.RemoteCSeq;
    }

    /// <summary>Adds our Contact, to a response of ours for example.</summary>
    public void AddContact(SipMessage message) => message.Headers.Set(_contact);

    private SipRequest Create(SipMethod method, uint number)
    {
        var isStrict = _firstRoute is not null && !_firstRoute.Parameters.Contains("lr");
        var request = new SipRequest(method, isStrict ? _firstRoute!.WithoutHeaders() : RemoteTarget);
        var headers = request.Headers;
        headers.Add(InitialMaxForwards);
        for (var i = isStrict ? 1 : 0; i < _routes.Length; i++)
        {
            headers.Add(_routes[i]);
        }

        if (isStrict)
        {
            headers.Add(SipHeaderId.Route, NameAddress.Create(RemoteTarget).ToString());
        }

        headers.Add(_local);
        headers.Add(_remote);
        headers.Add(_callId);
        request.CSeq = new CSeq(number, method);
        if (method == SipMethod.Invite || method == SipMethod.Update || method == SipMethod.Refer)
        {
            headers.Add(_contact);
        }

        return request;
    }

    /// <summary>A Request-URI has no headers (§19.1.1), whatever the peer's Contact says.</summary>
    private static SipUri AsTarget(SipUri uri) => uri.WithoutHeaders().ToOwned();

    private static SipHeader Owned(SipMessage message, SipHeaderId id) =>
        message.Headers.TryGet(id, out var header) ? SipHeader.OfTrusted(id, header.ValueBytes.Span) : default;

    private static SipHeader[]? ReadRoutes(SipMessage message)
    {
        if (!message.Headers.Contains(SipHeaderId.RecordRoute))
        {
            return [];
        }

        return message.Headers.TryReadAddresses(SipHeaderId.RecordRoute, out var addresses)
            ? [.. addresses.Select(address => SipHeader.OfTrusted(SipHeaderId.Route, address.Bytes))]
            : null;
    }
}
