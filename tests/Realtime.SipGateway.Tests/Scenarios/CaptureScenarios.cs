using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Realtime.SipGateway.Tests.Scenarios;

public sealed class CaptureScenarios
{
    private const int Payload = 15;
    private const int Correlation = 17;

    [Fact]
    public async Task Both_legs_reach_the_HEP_collector_under_the_caller_s_Call_ID_and_without_secrets()
    {
        using var collector = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveBufferSize = 4 * 1024 * 1024 };
        collector.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using var scenario = await GatewayScenario.StartAsync(new() { ["Hep:Collector"] = collector.LocalEndPoint!.ToString(), ["Hep:AgentName"] = "edge" });
        await using var caller = scenario.Caller();

        await caller.CallAsync();
        await caller.HangUpAsync();
        var record = await scenario.RecordAsync(caller);

        var packets = await ReceiveAsync(collector, seen => seen.Count(packet => packet.Message.Contains(" BYE\r\n", StringComparison.Ordinal)) >= 4);
        string[] callIds = [caller.CallId, record.TargetSipCallId!];
        Assert.All(callIds, callId => Assert.Contains(packets, packet => packet.Message.Contains(callId, StringComparison.Ordinal)));
        var ours = packets.Where(packet => callIds.Any(callId => packet.Message.Contains(callId, StringComparison.Ordinal))).ToList();
        Assert.All(ours, packet => Assert.Equal(caller.CallId, packet.Correlation));
        Assert.Contains(ours, packet => packet.Message.Contains("inline:*****", StringComparison.Ordinal));
        Assert.DoesNotMatch(@"inline:[^*\r\n]", string.Concat(packets.Select(packet => packet.Message)));
        Assert.Matches(@"X-Gateway-Token: \*+\r\n", string.Concat(ours.Select(packet => packet.Message)));
    }

    private static async Task<List<(string Message, string Correlation)>> ReceiveAsync(Socket collector, Func<List<(string Message, string Correlation)>, bool> isEnough)
    {
        using var patience = new CancellationTokenSource(GatewayScenario.Patience);
        var packets = new List<(string, string)>();
        var buffer = new byte[ushort.MaxValue];
        while (!isEnough(packets))
        {
            var length = await collector.ReceiveAsync(buffer, SocketFlags.None, patience.Token);
            var chunks = new Dictionary<int, string>();
            for (var at = 6; at < length;)
            {
                var size = BinaryPrimitives.ReadUInt16BigEndian(buffer.AsSpan(at + 4));
                chunks[BinaryPrimitives.ReadUInt16BigEndian(buffer.AsSpan(at + 2))] = Encoding.UTF8.GetString(buffer, at + 6, size - 6);
                at += size;
            }

            packets.Add((chunks[Payload], chunks.GetValueOrDefault(Correlation, "")));
        }

        return packets;
    }
}
