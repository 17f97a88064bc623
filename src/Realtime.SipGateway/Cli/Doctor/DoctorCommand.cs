using System.CommandLine;

namespace Realtime.SipGateway.Cli.Doctor;

/// <summary><c>doctor</c>: everything that can be looked at without a call.</summary>
internal static class DoctorCommand
{
    /// <summary>DNS, TCP, TLS and HTTP one after the other, each slow, fit.</summary>
    private const int DefaultSeconds = 15;

    public static Command Create(CommandSite site)
    {
        var json = CommandOutput.JsonOption();
        var seconds = new Option<int>("--timeout") { Description = "Seconds that each check may take, 1 to 120.", DefaultValueFactory = static _ => DefaultSeconds };
        var command = new Command(
            "doctor",
            "Looks at settings, listeners, DNS, TLS, AI targets, trunks, clock, webhooks, outgoing webhooks, store, policy, media relay and telemetry, and says what to do. Works beside a running gateway. Exit code 1 when something fails.")
        {
            json, seconds,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var gateway = site.Build();
            var limit = TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(seconds), 1, 120));
            var findings = await DoctorRound.RunAsync(Checks(gateway), limit, TimeProvider.System, cancellationToken);
            if (parsed.GetValue(json))
            {
                DoctorView.WriteJson(parsed.Output(), findings);
            }
            else
            {
                DoctorView.WriteText(parsed.Output(), findings);
            }

            return findings.Any(static one => one.Status == DoctorStatus.Fail) ? ExitCode.No : ExitCode.Ok;
        });
        return command;
    }

    /// <summary>Made when it is their turn: a service that cannot be made of faulty settings is that check's own trouble.</summary>
    private static IReadOnlyList<Func<IDoctorCheck>> Checks(WebApplication gateway)
    {
        var services = gateway.Services;
        return
        [
            Make<SettingsCheck>(), Make<ListenerCheck>(), Make<CertificateCheck>(), Make<DnsCheck>(), Make<TargetCheck>(), Make<ClearTextCheck>(),
            Make<TrunkCheck>(), Make<WebhookCheck>(), Make<OutgoingCheck>(), Make<StoreCheck>(), Make<PolicyCheck>(), Make<RelayCheck>(), Make<TelemetryCheck>(),
        ];

        Func<IDoctorCheck> Make<T>()
            where T : IDoctorCheck => () => ActivatorUtilities.CreateInstance<T>(services);
    }
}
