using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Realtime.Sip.Authentication;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;
using Realtime.Sip.Transports;

namespace Realtime.Sip.Registrations;

/// <summary>
/// Keeps one address of record registered (RFC 3261 §10.2): one sequential flow (<see cref="RunAsync"/>) does what
/// <see cref="RegistrationMachine"/> says, from the first REGISTER to the one that takes the binding back.
/// </summary>
public sealed class SipRegistration : ISipFlowWatcher, IAsyncDisposable
{
    private const string MaxForwards = "70";

    /// <summary>How long the last REGISTER may keep a stop waiting: one lost datagram and its repeats.</summary>
    private static readonly TimeSpan LeaveTime = TimeSpan.FromSeconds(2);

    private readonly TransactionLayer _transactions;
    private readonly RegistrationOptions _options;
    private readonly Action<RegistrationStatus>? _changed;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly DigestClient _digest;
    private readonly CancellationTokenSource _stopping = new();
    private readonly string _callId = SipBranch.NewTag() + SipBranch.NewTag();
    private readonly string _tag = SipBranch.NewTag();
    private volatile TaskCompletionSource _flowLost = new();
    private volatile bool _keepsBinding;
    private volatile SipFlow? _flow;
    private volatile RegistrationStatus _status = new();
    private Task _running = Task.CompletedTask;
    private uint _number;
    private string? _contact;

    /// <param name="transactions">Where requests go out.</param>
    /// <param name="options">Where and as whom.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Its log.</param>
    /// <param name="changed">Told of each new status, one at a time. Must not block.</param>
    public SipRegistration(
        TransactionLayer transactions, RegistrationOptions options, TimeProvider time, ILogger logger, Action<RegistrationStatus>? changed = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _transactions = transactions;
        _options = options;
        _time = time;
        _logger = logger;
        _changed = changed;
        _digest = new DigestClient(options.Credentials);
    }

    public RegistrationOptions Options => _options;

    public RegistrationStatus Status => _status;

    /// <summary>The way that the registrar knows us by: its calls come back on this connection.</summary>
    public SipFlow? Flow => _flow;

    private string Name => _options.AddressOfRecord.ToString();

    /// <summary>Begins to register. Once.</summary>
    public void Start() => _running = RunAsync();

    /// <summary>Ends it.</summary>
    /// <param name="unregister">Take the binding back; false leaves it to the process that goes on in our place.</param>
    public async Task StopAsync(bool unregister = true)
    {
        _keepsBinding = !unregister;
        await _stopping.CancelAsync();
        await _running;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(unregister: false);
        _stopping.Dispose();
    }

    void ISipFlowWatcher.OnFlowLost(SipFlow flow, SipTransportFailure reason)
    {
        if (flow.Equals(_flow))
        {
            _flowLost.TrySetResult();
        }
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        var step = RegistrationMachine.Step(new RegistrationState(RegistrationPhase.Idle, _options.Seconds), new RegistrationInput(RegistrationEvent.Start), Chance());
        while (step.State.Phase != RegistrationPhase.Ended)
        {
            Tell(step);
            step = RegistrationMachine.Step(step.State, await DoAsync(step), Chance());
        }

        Unwatch();
        Tell(step);
        _logger.RegistrationEnded(Name);
    }

    private async Task<RegistrationInput> DoAsync(RegistrationStep step)
    {
#pragma warning disable CA1031 // The edge of the registration: a fault of ours costs one try, and the next is made.
        try
        {
            return step.Action == RegistrationAction.Wait ? await WaitAsync(step.Delay, step.State.Phase == RegistrationPhase.Registered) : await RegisterAsync(step);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return new RegistrationInput(RegistrationEvent.Stop);
        }
        catch (Exception bug)
        {
            _logger.RegistrationFaulted(bug, Name);
            return new RegistrationInput(RegistrationEvent.Unreachable);
        }
#pragma warning restore CA1031
    }

    /// <param name="delay">How long.</param>
    /// <param name="onFlow">Registered: the loss of its connection ends the wait. One that is lost while a retry is due changes nothing.</param>
    private async Task<RegistrationInput> WaitAsync(TimeSpan delay, bool onFlow)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        var due = Task.Delay(delay, _time, ended.Token);
        var first = onFlow ? await Task.WhenAny(due, _flowLost.Task) : await Task.WhenAny(due);
        await ended.CancelAsync();
        if (_stopping.IsCancellationRequested)
        {
            return new RegistrationInput(RegistrationEvent.Stop);
        }

        if (first == due)
        {
            return new RegistrationInput(RegistrationEvent.Due);
        }

        _flowLost = new TaskCompletionSource();
        _logger.FlowLost(Name);
        return new RegistrationInput(RegistrationEvent.FlowLost);
    }

    private async Task<RegistrationInput> RegisterAsync(RegistrationStep step)
    {
        var isLeaving = step.Action == RegistrationAction.Unregister;
        if (isLeaving && _keepsBinding)
        {
            // The binding is to stay: nothing is sent, and the end is reached.
            return new RegistrationInput(RegistrationEvent.Granted);
        }

        using var limit = isLeaving ? new CancellationTokenSource(LeaveTime, _time) : CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        var asked = isLeaving ? 0 : step.State.Seconds;
        try
        {
            if (await FindAsync(step.State.Failures, limit.Token) is not { } destination)
            {
                Note("the registrar has no address");
                return new RegistrationInput(RegistrationEvent.Unreachable);
            }

            var (outcome, sent, flow) = await _transactions.SendAsync(
                CreateRequest(asked), destination, _digest, (request, on) => Complete(request, on, asked), limit.Token);
            _number = sent.CSeq.Number;
            return Take(step, RegistrationAnswer.Read(outcome, sent, asked), outcome, flow);
        }
        catch (OperationCanceledException) when (isLeaving)
        {
            return new RegistrationInput(RegistrationEvent.Unreachable);
        }
    }

    private RegistrationInput Take(RegistrationStep step, RegistrationInput input, ClientTransactionEvent outcome, SipFlow? flow)
    {
        Note(RegistrationAnswer.Describe(outcome));
        if (input.Event == RegistrationEvent.Granted && input.Seconds > 0 && flow is not null)
        {
            Watch(flow);
            var now = _time.GetUtcNow();
            _status = _status with { RegisteredAt = now, ExpiresAt = now.AddSeconds(input.Seconds), Contact = _contact };
            if (step.State.Phase == RegistrationPhase.Registering)
            {
                _logger.Registered(Name, _contact, input.Seconds);
            }
        }

        return input;
    }

    /// <summary>All addresses in order, those that failed last behind the others; the connection that we are known by first.</summary>
    private async ValueTask<SipDestination?> FindAsync(int failures, CancellationToken cancellationToken)
    {
        var found = await _transactions.Transports.Resolver.ResolveAsync(_options.OutboundProxy ?? _options.Registrar, cancellationToken);
        if (found.Count == 0)
        {
            return null;
        }

        // Told before the REGISTER is out: a call may come right behind its answer.
        _status = _status with { Addresses = [.. found.Select(one => one.EndPoint.Address).Distinct()] };
        _changed?.Invoke(_status);
        var turned = found.Skip(failures % found.Count).Concat(found.Take(failures % found.Count)).ToList();
        var first = turned[^1];
        for (var i = turned.Count - 2; i >= 0; i--)
        {
            first = turned[i] with { Fallback = first };
        }

        return _flow is { IsAlive: true } known && failures == 0 && known.Kind.IsReliable() ? first with { PreferredFlow = known } : first;
    }

    private SipRequest CreateRequest(int seconds)
    {
        var request = new SipRequest(SipMethod.Register, _options.Registrar);
        request.Headers.Add(SipHeaderId.MaxForwards, MaxForwards);
        request.From = NameAddress.Create(_options.AddressOfRecord, tag: _tag);
        request.To = NameAddress.Create(_options.AddressOfRecord);
        request.CallId = _callId;
        request.CSeq = new CSeq(_number + 1, SipMethod.Register);
        request.Headers.Add(SipHeaderId.Expires, seconds.ToString(CultureInfo.InvariantCulture));
        return request;
    }

    /// <summary>Our Contact as the registrar's side sees us: the advertised address, each time anew.</summary>
    private void Complete(SipRequest request, SipFlow flow, int seconds)
    {
        var parameters = flow.Kind == SipTransportKind.Udp ? null : "transport=" + flow.Kind.UriParameter();
        var uri = SipUri.Create(_options.ContactUser ?? _options.AddressOfRecord.User, flow.AdvertisedHost, flow.AdvertisedPort, parameters: parameters);
        _contact = uri.ToString();
        request.Contact = NameAddress.Create(uri).WithParameter("expires", seconds.ToString(CultureInfo.InvariantCulture));
    }

    private void Watch(SipFlow flow)
    {
        if (flow.Equals(_flow))
        {
            return;
        }

        Unwatch();
        _flowLost = new TaskCompletionSource();
        _flow = flow;
        if (!flow.Watch(this))
        {
            _flowLost.TrySetResult();
        }
    }

    private void Unwatch() => _flow?.Unwatch(this);

    private void Note(string answer) => _status = _status with { LastAnswer = answer };

    private void Tell(RegistrationStep step)
    {
        var next = step.Action == RegistrationAction.Wait ? _time.GetUtcNow() + step.Delay : (DateTimeOffset?)null;
        // A refresh that failed leaves the binding as it was until its time is over: the registrar's calls go on coming.
        var isOver = step.State.Phase is RegistrationPhase.Idle or RegistrationPhase.Leaving or RegistrationPhase.Ended;
        _status = _status with
        {
            Phase = step.State.Phase,
            Failures = step.State.Failures,
            NextAt = next,
            ExpiresAt = isOver || _status.ExpiresAt <= _time.GetUtcNow() ? null : _status.ExpiresAt,
        };
        if (step.State.Phase == RegistrationPhase.Waiting)
        {
            _logger.RegistrationFailed(Name, step.State.Failures, _status.LastAnswer, step.Delay);
        }

        _changed?.Invoke(_status);
    }

    private static double Chance() => RandomNumberGenerator.GetInt32(1_000) / 1_000.0;
}
