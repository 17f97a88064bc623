using System.Text.Json.Serialization;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.Calls;

/// <summary>What the end of a sideband connection means: a closed set, whatever code and words the service used. Also a metric label.</summary>
[JsonConverter(typeof(SnakeCaseEnumConverter<SidebandCloseMeaning>))]
public enum SidebandCloseMeaning
{
    /// <summary>The call was over: we closed, or the service did.</summary>
    CallOver,

    /// <summary>No close frame (1006): how a call of the service often ends, and how networks fail.</summary>
    NetworkLost,

    /// <summary>The service closed in order (1000), or as it goes away or restarts (1001, 1012).</summary>
    ServiceClosed,

    /// <summary>The session reached the service's longest duration.</summary>
    SessionExpired,

    /// <summary>The service failed, or something before it did (1011, 1014).</summary>
    ServerError,

    /// <summary>The service is overloaded (1013).</summary>
    Overloaded,

    /// <summary>A message was longer than one of the two sides takes (1009).</summary>
    MessageTooBig,

    /// <summary>What was sent is not what the protocol allows (1002, 1003, 1007, 1010).</summary>
    ProtocolError,

    /// <summary>The key is not, or no longer, good for this session (1008, 3000, 3003).</summary>
    NotAllowed,

    /// <summary>The service does not serve this kind of client any more (4000).</summary>
    ApiRefused,

    /// <summary>Any other code.</summary>
    Other,
}
