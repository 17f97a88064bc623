using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Realtime.Sip;
using Realtime.Sip.Transports;
using Realtime.SipGateway.Signalling;
using Realtime.SipGateway.Signalling.Defence;
using Realtime.Testing;

namespace Realtime.SipGateway.Tests.Signalling.Defence;

/// <summary>A SIP endpoint over memory behind the gateway's guard; it answers what it is given with 486.</summary>
internal sealed class GuardStack : IAsyncDisposable
{
    /// <summary>An address that the trunk lists.</summary>
    public const string Carrier = "203.0.113.7";

    /// <summary>One that no trunk lists.</summary>
    public const string Stranger = "198.51.100.7";

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly IMeterFactory _meters;
    private readonly SipEndpoint _sip;
    private int _number;

    public GuardStack(Action<SignallingOptions>? configure = null, SipTransportKind kind = SipTransportKind.Udp)
    {
        var options = new SignallingOptions();
        options.Trunks["carrier"] = new TrunkOptions { Sources = [Carrier] };
        configure?.Invoke(options);
        Trunks = new TrunkBook(Options.Create(options));
        _meters = _services.GetRequiredService<IMeterFactory>();
        Guard = new SourceGuard(Trunks, new SignallingMetrics(_meters), new DefenceMetrics(_meters), Time, Log.CreateLogger<SourceGuard>());
        Wire = new LoopbackTransport(kind);
        _sip = new SipEndpoint(new SipEndpointOptions { Transports = [Wire], TimeProvider = Time, Guard = Guard });
        _sip.OnInvite((_, transaction, _) =>
        {
            Handled++;
            transaction.Respond(486);
            return Task.CompletedTask;
        });
        _sip.StartAsync().GetAwaiter().GetResult();
    }

    public ManualTimeProvider Time { get; } = new();

    public RecordingLogger Log { get; } = new();

    public TrunkBook Trunks { get; }

    public SourceGuard Guard { get; }

    public LoopbackTransport Wire { get; }

    public int Handled { get; private set; }

    public int Transactions => _sip.Transactions.ServerTransactions;

    /// <summary>A new request from there; returns the status of the answer, 0 when there is none.</summary>
    public int Send(string from, string method = "INVITE", string? agent = null, string? toTag = null)
    {
        while (Answer() is not null)
        {
            // A repeat of an older answer.
        }

        Say(from, method, agent, toTag);
        return Answer()?.Status ?? 0;
    }

    /// <summary>A new request from there and its flow; the answer waits.</summary>
    public SipFlow Say(string from, string method = "INVITE", string? agent = null, string? toTag = null, string uri = "sip:+15550100@192.0.2.1")
    {
        var number = ++_number;
        return Wire.Receive(
            SipText.Request(method, uri, branch: "z9hG4bK" + number, callId: "call-" + number, toTag: toTag, extra: agent is null ? null : "User-Agent: " + agent),
            new IPEndPoint(IPAddress.Parse(from), 5060));
    }

    /// <summary>What an observable instrument of the guard tells of one of its tables.</summary>
    public long Measured(string instrument, string table)
    {
        long measured = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (published, listening) =>
        {
            if (published.Name == instrument && published.Meter.Scope == _meters)
            {
                listening.EnableMeasurementEvents(published);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            if (tags.ToArray().Any(tag => tag.Value as string == table))
            {
                measured += value;
            }
        });
        listener.Start();
        listener.RecordObservableInstruments();
        return measured;
    }

    /// <summary>What was answered; null when nothing was.</summary>
    public LoopbackMessage? Answer() => Wire.IsSilent ? null : Wire.Take();

    public async ValueTask DisposeAsync()
    {
        await _sip.DisposeAsync();
        await _services.DisposeAsync();
        Log.Dispose();
    }
}
