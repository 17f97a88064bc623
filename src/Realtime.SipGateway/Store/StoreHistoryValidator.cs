using Microsoft.Extensions.Options;
using Realtime.SipGateway.Secrets;

namespace Realtime.SipGateway.Store;

/// <summary>What is set about keeping history fits together.</summary>
internal sealed class StoreHistoryValidator : IValidateOptions<StoreOptions>
{
    public ValidateOptionsResult Validate(string? name, StoreOptions options)
    {
        var faults = new List<string>();
        if (options.Retention is { RecordDays: > 0 } retention && retention.EventDays > retention.RecordDays)
        {
            faults.Add($"Store:Retention:EventDays is {retention.EventDays}, but events go with their record after RecordDays {retention.RecordDays}; set it to that or less");
        }

        if (!Enum.IsDefined(options.Numbers))
        {
            faults.Add($"Store:Numbers is {options.Numbers}; write full, last4 or hash");
        }

        if (options.Numbers == StoreNumbers.Hash && KeyFault(options.NumberKey) is { } fault)
        {
            faults.Add($"Store:NumberKey {fault}");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static string? KeyFault(string? reference)
    {
        if (reference is null)
        {
            return "is missing; Store:Numbers hash needs a secret, as env:NAME or file:/path: without it numbers could be found by trying";
        }

        if (!SecretReference.TryParse(reference, out var secret, out var fault))
        {
            return fault;
        }

        return secret.TryRead(out _, out fault) ? null : $"({secret}) {fault}";
    }
}
