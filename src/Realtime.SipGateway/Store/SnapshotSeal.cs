using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Store;

/// <summary>
/// Digits of callers on their way from one process to the next: sealed with the keys that all gateways of the store share, so that no query, no copy of
/// the table and no support bundle shows them. What cannot be sealed or opened is left out: the call goes on, and is asked again.
/// </summary>
internal sealed class SnapshotSeal(IDataProtectionProvider protection, ILogger<SnapshotSeal> logger)
{
    private const string Purpose = "Realtime.SipGateway.Store.SnapshotDigits";

    public CallSnapshot Close(CallSnapshot call)
    {
        if (call.Digits is not { } digits)
        {
            return call;
        }

        try
        {
            var json = JsonSerializer.Serialize(digits, CallSnapshotJson.Default.SnapshotDigits);
            return call with { Digits = null, SealedDigits = Protector(call.Id).Protect(json) };
        }
#pragma warning disable CA1031 // Whatever the key ring or its store says: the call is worth more than the digits.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            logger.DigitsNotHandedOver(call.Id.Value, fault.GetType().Name);
            return call with { Digits = null };
        }
    }

    public CallSnapshot Open(CallSnapshot call)
    {
        if (call.SealedDigits is not { } closed)
        {
            return call;
        }

        try
        {
            var digits = JsonSerializer.Deserialize(Protector(call.Id).Unprotect(closed), CallSnapshotJson.Default.SnapshotDigits);
            return call with { Digits = digits, SealedDigits = null };
        }
        catch (Exception fault) when (fault is CryptographicException or JsonException)
        {
            logger.DigitsNotHandedOver(call.Id.Value, fault.GetType().Name);
            return call with { SealedDigits = null };
        }
    }

    /// <summary>Bound to its call: a sealed text that is put into another row opens nothing.</summary>
    private IDataProtector Protector(CallId call) => protection.CreateProtector(Purpose, call.Value);
}
