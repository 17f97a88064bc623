using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Realtime.Sip;
using Realtime.Sip.Messages;
using Realtime.Sip.Transactions;

namespace Realtime.SipGateway.Signalling.Targets;

/// <summary>
/// Asks carriers and peers of our own by OPTIONS whether they live, each address on its own. Any final response but 503 is a yes. Vendors are not
/// asked: whether they answer OPTIONS is unknown (<c>DESIGN.md</c> §6.5).
/// </summary>
internal sealed class TargetProbes(OutboundRoutes routes, TargetMetrics metrics, IOptions<SignallingOptions> options, TimeProvider time, ILogger<TargetProbes> log)
    : BackgroundService
{
    private const int Unavailable = 503;

    /// <summary>Who asks, at the host that the peer knows us by.</summary>
    private const string User = "gateway";

    private HealthOptions Health => options.Value.Health;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(routes.Endpoint is { } endpoint ? routes.Probed().Select(probed => ProbeAsync(endpoint, probed, stoppingToken)) : []);

            // Not in step with other gateways that started at the same moment.
            var pause = Health.ProbeIntervalMs * RandomNumberGenerator.GetInt32(90, 111) / 100;
            await Task.Delay(TimeSpan.FromMilliseconds(pause), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ProbeAsync(SipEndpoint endpoint, (TargetGroup Group, SipUri Uri, Sip.Transports.SipDestination? Fixed) probed, CancellationToken stopping)
    {
        try
        {
            var members = await routes.MembersAsync(probed.Group, probed.Uri, probed.Fixed, stopping);
            await Task.WhenAll(members.Select(member => ProbeAsync(endpoint, probed.Group, member, probed.Uri, stopping)));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The gateway stops.
        }
#pragma warning disable CA1031 // The loop's edge: a fault of ours must not end the health checks of all peers.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            log.ProbeFaulted(fault, probed.Group.Name);
        }
    }

    private async Task ProbeAsync(SipEndpoint endpoint, TargetGroup group, GroupMember member, SipUri uri, CancellationToken stopping)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(Health.ProbeTimeoutMs), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stopping);
        var answered = new TaskCompletionSource<ClientTransactionEvent>(TaskCreationOptions.RunContinuationsAsynchronously);
        var request = SipEndpoint.CreateRequest(SipMethod.Options, uri, SipUri.Create(User, "invalid"));
        endpoint.Transactions.Send(
            request,
            member.Destination,
            happened =>
            {
                if (happened.IsOutcome)
                {
                    answered.TrySetResult(happened);
                }
            },
            static (sent, flow) => sent.From = NameAddress.Create(SipUri.Create(User, flow.AdvertisedHost), tag: sent.From.Tag));
        ClientTransactionEvent? outcome = null;
        try
        {
            outcome = await answered.Task.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            // No answer in time: told below.
        }

        var status = outcome?.Response?.StatusCode ?? 0;
        metrics.Probed(group.Name, status > 0);
        if (status > 0 && status != Unavailable)
        {
            group.Reached(member);
        }
        else
        {
            group.Missed(member, status > 0 ? "OPTIONS answered 503" : outcome is { } failed ? $"OPTIONS: {failed.Kind}" : "OPTIONS not answered");
        }
    }
}
