using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Realtime.Sip.Transports;

/// <summary>What the transports log: ids 1000 to 1999. What a stranger can cause stays at Information or below.</summary>
internal static partial class TransportLog
{
    [LoggerMessage(1000, LogLevel.Information, "Listening on {Kind} {EndPoint}")]
    public static partial void Listens(this ILogger logger, SipTransportKind kind, IPEndPoint endPoint);

    [LoggerMessage(1001, LogLevel.Debug, "Could not send to {Flow}: {Error}")]
    public static partial void SendFailed(this ILogger logger, SipFlow flow, SocketError error);

    [LoggerMessage(1002, LogLevel.Debug, "Could not receive on {EndPoint}: {Error}")]
    public static partial void ReceiveFailed(this ILogger logger, IPEndPoint endPoint, SocketError error);

    [LoggerMessage(1003, LogLevel.Error, "The socket on {EndPoint} is broken; nothing is received there any more")]
    public static partial void ReceivingEnded(this ILogger logger, IPEndPoint endPoint);

    [LoggerMessage(1004, LogLevel.Debug, "Connection {Flow} is open")]
    public static partial void Connected(this ILogger logger, SipFlow flow);

    [LoggerMessage(1005, LogLevel.Debug, "Connection {Flow} is gone: {Reason}")]
    public static partial void Disconnected(this ILogger logger, SipFlow flow, SipTransportFailure reason);

    [LoggerMessage(1006, LogLevel.Debug, "Connection from {Remote} refused: {Limit}")]
    public static partial void Refused(this ILogger logger, EndPoint? remote, SipFault limit);

    [LoggerMessage(1007, LogLevel.Debug, "TLS handshake with {Remote} failed: {Error}")]
    public static partial void HandshakeFailed(this ILogger logger, EndPoint? remote, string error);

    [LoggerMessage(1008, LogLevel.Information, "No connection to {Destination}: {Failure} ({Detail})")]
    public static partial void ConnectFailed(this ILogger logger, SipDestination destination, SipTransportFailure failure, string detail);

    [LoggerMessage(1009, LogLevel.Information, "Could not accept a connection on {EndPoint}: {Error}")]
    public static partial void AcceptFailed(this ILogger logger, IPEndPoint endPoint, SocketError error);

    [LoggerMessage(1010, LogLevel.Debug, "Malformed message on {Flow}: {Rejection}")]
    public static partial void Malformed(this ILogger logger, SipFlow flow, string rejection);

    [LoggerMessage(1011, LogLevel.Error, "The handler of a message threw; the message is dropped")]
    public static partial void HandlerThrew(this ILogger logger, Exception bug);

    // 1012 is retired: names are looked up in Resolution.
}
