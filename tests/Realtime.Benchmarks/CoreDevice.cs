using System.Globalization;
using System.Net;
using Realtime.Sip;
using Realtime.Sip.B2bua;
using Realtime.Sip.Dialogs;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;

namespace Realtime.Benchmarks;

/// <summary>
/// The signalling core as a program of its own, for load generators: each INVITE is connected to one next hop over UDP; no store, no
/// rules, limits so wide that none bites. On its input it takes <c>report</c>, <c>collect</c> (a full collection first) and <c>stop</c>.
/// </summary>
internal sealed class CoreDevice : IAsyncDisposable
{
    private const string Usage = "usage: core-device --listen 127.0.0.1:16070 --next 127.0.0.1:15080";

    /// <summary>Above what any run reaches: 6,000 calls a second with three transactions each that stay for half a minute.</summary>
    private const int Wide = 2_000_000;

    private static readonly TimeSpan AttemptDeadline = TimeSpan.FromSeconds(30);

    private readonly SipEndpoint _endpoint;
    private readonly B2buaTarget _target;
    private long _calls;

    private CoreDevice(IPEndPoint listen, IPEndPoint next)
    {
        _target = new B2buaTarget
        {
            Uri = SipUri.Parse("sip:service@" + next),
            Destination = new SipDestination(SipTransportKind.Udp, next),
        };
        _endpoint = new SipEndpoint(new SipEndpointOptions
        {
            Listeners = [new SipListenerOptions { Kind = SipTransportKind.Udp, Address = listen }],
            TransactionLimits = new TransactionLimits { MaxServerTransactions = Wide, MaxClientTransactions = Wide },
            Dialogs = new DialogOptions { MaxDialogs = Wide },
        });
        _endpoint.OnInvite(ConnectAsync);
    }

    public static async Task<int> RunAsync(string[] arguments, TextReader input, TextWriter output)
    {
        if (arguments is not ["--listen", var listen, "--next", var next]
            || !IPEndPoint.TryParse(listen, out var listening) || !IPEndPoint.TryParse(next, out var nextHop))
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        await using var device = new CoreDevice(listening, nextHop);
        await device._endpoint.StartAsync();
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"ready {Environment.ProcessId}"));
        await output.FlushAsync();
        while (await input.ReadLineAsync() is { } command and not "stop")
        {
            if (command == "collect")
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            }

            await output.WriteLineAsync(device.Report());
            await output.FlushAsync();
        }

        return 0;
    }

    public ValueTask DisposeAsync() => _endpoint.DisposeAsync();

    private Task ConnectAsync(SipRequest request, InviteServerTransaction invite, CancellationToken cancelled)
    {
        B2buaCall? call = null;
        call = B2buaCall.Accept(_endpoint.Dialogs, invite, new B2buaCallOptions
        {
            Observer = happened =>
            {
                if (happened.Kind == B2buaEventKind.Provisional)
                {
                    _ = call!.RingAsync().AsTask();
                }
            },
        });
        if (call is not null)
        {
            Interlocked.Increment(ref _calls);
            _ = call.DialAsync(_target, AttemptDeadline, CancellationToken.None);
        }

        return Task.CompletedTask;
    }

    /// <summary>One line of JSON.</summary>
    private string Report() => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"calls":{{_calls}},"dialogs":{{_endpoint.Dialogs.Count}},"server_transactions":{{_endpoint.Transactions.ServerTransactions}},"client_transactions":{{_endpoint.Transactions.ClientTransactions}},"heap_bytes":{{GC.GetTotalMemory(forceFullCollection: false)}},"allocated_bytes":{{GC.GetTotalAllocatedBytes()}},"collections":[{{GC.CollectionCount(0)}},{{GC.CollectionCount(1)}},{{GC.CollectionCount(2)}}],"pause_ms":{{GC.GetTotalPauseDuration().TotalMilliseconds}}}""");
}
