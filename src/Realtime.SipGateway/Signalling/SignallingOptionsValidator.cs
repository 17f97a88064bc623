using Microsoft.Extensions.Options;
using Realtime.Sip.Dialogs;
using Realtime.SipGateway.Signalling.Defence;
using Realtime.SipGateway.Signalling.MutualTls;
using Realtime.SipGateway.Signalling.Rtpengine;
using Realtime.SipGateway.Signalling.Targets;
using Realtime.SipGateway.Signalling.Transfer;
using Realtime.SipGateway.Signalling.Transport;

namespace Realtime.SipGateway.Signalling;

/// <summary>Checks all of <c>Sip</c> and <c>Trunks</c> (the targets are checked where their keys are) and reports every fault at once: key, value, why, what would be right.</summary>
internal sealed class SignallingOptionsValidator : IValidateOptions<SignallingOptions>
{
    public ValidateOptionsResult Validate(string? name, SignallingOptions options)
    {
        var faults = new List<string>();
        Ranges(options, faults);
        TransportValidator.Validate(options, faults);
        foreach (var (trunk, trunkOptions) in options.Trunks)
        {
            TrunkOptionsValidator.Validate(trunk, trunkOptions, faults);
            TrunkTlsValidator.Validate(trunk, trunkOptions, options, faults);
            TrunkTransferValidator.Validate(trunk, trunkOptions, options, faults);
            SessionTimerSettingsValidator.Validate(
                $"{SignallingOptions.TrunksSection}:{trunk}", trunkOptions.SessionTimer, options.SessionTimerFloorSeconds, faults);
            trunkOptions.Progress.Validate($"{SignallingOptions.TrunksSection}:{trunk}:Progress", faults);
        }

        foreach (var (target, targetOptions) in options.Targets)
        {
            SessionTimerSettingsValidator.Validate(
                $"{SignallingOptions.TargetsSection}:{target}", targetOptions.SessionTimer, options.SessionTimerFloorSeconds, faults);
            targetOptions.Dialog.Validate($"{SignallingOptions.TargetsSection}:{target}:Dialog", faults);
        }

        TrunkOverlapValidator.Validate(options, faults);
        TargetsValidator.Check(options, faults);
        RtpengineValidator.Check(options, faults);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void Ranges(SignallingOptions options, List<string> faults)
    {
        Range("WebhookTimeoutMs", options.WebhookTimeoutMs, 500, 30_000);
        Range("AnswerTimeoutMs", options.AnswerTimeoutMs, 1_000, 120_000);
        Range("AcknowledgeTimeoutMs", options.AcknowledgeTimeoutMs, 1_000, 32_000);
        Range("DrainMs", options.DrainMs, 0, 300);
        Range("MaxCallSeconds", options.MaxCallSeconds, 10, 3_600);
        options.Timers.Validate(faults);
        Range("SessionTimerFloorSeconds", options.SessionTimerFloorSeconds, 1, SessionTimerOptions.LeastSeconds);
        OneOf($"{SignallingOptions.Section}:UnknownSources", options.UnknownSources, ["drop", "reject"], faults);
        OneOf($"{SignallingOptions.Section}:UnknownNumbers", options.UnknownNumbers, ["drop", "reject"], faults);
        DefenceOptionsValidator.Validate(options.Defence, faults);
        if (options.WebhookTimeoutMs > options.AnswerTimeoutMs)
        {
            faults.Add($"Sip:WebhookTimeoutMs {options.WebhookTimeoutMs} is longer than Sip:AnswerTimeoutMs {options.AnswerTimeoutMs}: it would never act.");
        }

        void Range(string key, int value, int least, int most)
        {
            if (value < least || value > most)
            {
                faults.Add($"{SignallingOptions.Section}:{key} {value} is out of range: {least} to {most}.");
            }
        }
    }

    private static void OneOf(string key, string value, IReadOnlyList<string> allowed, List<string> faults)
    {
        if (!allowed.Contains(value, StringComparer.OrdinalIgnoreCase))
        {
            faults.Add($"{key} '{value}' is not one of: {string.Join(", ", allowed)}.");
        }
    }
}
