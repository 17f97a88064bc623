using System.Net;
using System.Text;
using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Signalling.Rtpengine;

/// <summary>
/// Puts rtpengine into the media path of a call (<c>DESIGN.md</c> §6.1): plain RTP or SRTP at the trunk's side, SDES-SRTP with the one suite that
/// OpenAI is sure to take at the other. We write no media relay; we speak the <c>ng</c> control protocol of one.
/// </summary>
internal sealed class RtpengineRelay : IAsyncDisposable
{
    private readonly RtpengineOptions _options;
    private readonly RtpengineMetrics _metrics;
    private readonly ILogger<RtpengineRelay> _log;
    private readonly RtpengineNode[] _nodes;
    private int _next;

    public RtpengineRelay(IOptions<SignallingOptions> options, RtpengineMetrics metrics, TimeProvider time, ILogger<RtpengineRelay> log)
    {
        (_options, _metrics, _log) = (options.Value.Rtpengine, metrics, log);
        _nodes = [.. _options.Addresses.Select(address => new RtpengineNode(IPEndPoint.Parse(address), _options, time))];
    }

    /// <summary>Takes the caller's offer to a relay: the first that answers, beginning with another one each time.</summary>
    /// <param name="call">Name of the session at the relay: unique per attempt.</param>
    /// <param name="offer">The caller's session description.</param>
    /// <returns>Null when no relay answers or takes it.</returns>
    public async Task<RtpengineSession?> OfferAsync(string call, ReadOnlyMemory<byte> offer)
    {
        var first = (int)((uint)Interlocked.Increment(ref _next) % (uint)Math.Max(1, _nodes.Length));
        for (var index = 0; index < _nodes.Length; index++)
        {
            var session = new RtpengineSession(this, _nodes[(first + index) % _nodes.Length], call);
            if (await session.OfferAsync(offer))
            {
                return session;
            }
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }
    }

    /// <summary>Asks a relay and counts what comes of it; null unless it said <c>ok</c>.</summary>
    internal async Task<Dictionary<string, object>?> AskAsync(RtpengineNode node, string command, string call, Dictionary<string, object> request)
    {
        request["command"] = command;
        request["call-id"] = call;
        var answer = await node.AskAsync(request);
        var result = answer is null ? "timeout" : answer.GetValueOrDefault("result") as string == "ok" ? "ok" : "error";
        _metrics.Asked(command, result);
        if (result == "ok")
        {
            return answer;
        }

        _log.RelayFailed(call, node.Address.ToString(), command, answer?.GetValueOrDefault("error-reason") as string ?? result);
        return null;
    }

    /// <summary>What both sides of a session are asked for: no ICE, no DTLS, one suite (API reference: SIP media).</summary>
    internal Dictionary<string, object> Request(ReadOnlyMemory<byte> sdp, bool isOffer)
    {
        var request = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["sdp"] = Encoding.UTF8.GetString(sdp.Span),
            ["ICE"] = "remove",
            ["DTLS"] = "off",
            ["replace"] = new[] { "origin", "session-connection" },
        };
        if (isOffer)
        {
            request["transport-protocol"] = "RTP/SAVP";
            request["SDES"] = SdesFlags;
            if (_options is { TrunkInterface: { } near, TargetInterface: { } far })
            {
                request["direction"] = new[] { near, far };
            }
        }

        return request;
    }

    private static readonly string[] SdesFlags =
    [
        "no-AEAD_AES_256_GCM", "no-AEAD_AES_128_GCM", "no-AES_256_CM_HMAC_SHA1_80", "no-AES_256_CM_HMAC_SHA1_32", "no-AES_192_CM_HMAC_SHA1_80",
        "no-AES_192_CM_HMAC_SHA1_32", "no-AES_CM_128_HMAC_SHA1_32", "no-F8_128_HMAC_SHA1_80", "no-F8_128_HMAC_SHA1_32", "no-NULL_HMAC_SHA1_80",
        "no-NULL_HMAC_SHA1_32",
    ];
}
