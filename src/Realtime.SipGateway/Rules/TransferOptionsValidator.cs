using Microsoft.Extensions.Options;

namespace Realtime.SipGateway.Rules;

/// <summary>Every fault of section <c>Transfer</c> at once.</summary>
internal sealed class TransferOptionsValidator : IValidateOptions<TransferOptions>
{
    public ValidateOptionsResult Validate(string? name, TransferOptions options)
    {
        var faults = new List<string>();
        if (options.MinDigits is < 1 or > 15)
        {
            faults.Add($"{TransferOptions.Section}:MinDigits {options.MinDigits} is out of range: 1 to 15.");
        }

        foreach (var (index, prefix) in options.DeniedPrefixes.Index().Where(entry => TransferAddress.ReadNumber(entry.Item) is null))
        {
            faults.Add($"{TransferOptions.Section}:DeniedPrefixes:{index} '{prefix}' is no beginning of a number: write +4912.");
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
