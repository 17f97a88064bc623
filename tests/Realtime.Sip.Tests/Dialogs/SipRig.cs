using Realtime.Sip.Transports;
using Realtime.Testing;
using Xunit;

namespace Realtime.Sip.Tests.Dialogs;

/// <summary>A stack over memory with a clock that stands still: the test is the peer and speaks text.</summary>
internal sealed class SipRig : IAsyncDisposable
{
    public const string Offer = "v=0\r\no=- 17 1 IN IP4 198.51.100.7\r\ns=-\r\nc=IN IP4 198.51.100.7\r\nt=0 0\r\nm=audio 4000 RTP/SAVP 0\r\n";
    public const string Answer = "v=0\r\no=- 5 1 IN IP4 192.0.2.99\r\ns=OAI\r\nc=IN IP4 192.0.2.99\r\nt=0 0\r\nm=audio 6000 RTP/SAVP 0\r\n";

    private SipRig(LoopbackTransport wire, Action<SipEndpoint> setUp, ISipResolver? resolver)
    {
        Wire = wire;
        Endpoint = new SipEndpoint(new SipEndpointOptions { Transports = [wire], TimeProvider = Time, LoggerFactory = Log, Resolver = resolver });
        setUp(Endpoint);
    }

    public ManualTimeProvider Time { get; } = new();

    public RecordingLogger Log { get; } = new();

    public LoopbackTransport Wire { get; }

    public SipEndpoint Endpoint { get; }

    public static async Task<SipRig> StartAsync(Action<SipEndpoint>? setUp = null, SipTransportKind kind = SipTransportKind.Udp, ISipResolver? resolver = null)
    {
        var rig = new SipRig(new LoopbackTransport(kind), setUp ?? (_ => { }), resolver);
        await rig.Endpoint.StartAsync(TestContext.Current.CancellationToken);
        return rig;
    }

    /// <summary>The next message that the stack sent, which must be this response or request.</summary>
    public LoopbackMessage Expect(string what)
    {
        Assert.False(Wire.IsSilent, $"{what} was expected, nothing was sent.");
        var message = Wire.Take();
        Assert.Equal(what, message.Status == 0 ? message.Method : $"{message.Status} {message.Method}");
        return message;
    }

    public void ExpectSilence() => Assert.True(Wire.IsSilent, $"Nothing more was expected: {string.Join("\n", Wire.Sent)}");

    public void Advance(double seconds) => Time.Advance(TimeSpan.FromSeconds(seconds));

    /// <summary>Leaves aside what was sent so far, repeats for instance.</summary>
    public void ForgetSent()
    {
        while (!Wire.IsSilent)
        {
            Wire.Take();
        }
    }

    public ValueTask DisposeAsync() => Endpoint.DisposeAsync();
}
