namespace Realtime.SipGateway.Calls;

/// <summary>What a call has cost so far.</summary>
/// <param name="Cost">Of all responses and transcriptions whose price is known.</param>
/// <param name="Currency">ISO 4217 code; null as long as nothing had a price.</param>
/// <param name="Unpriced">Responses and transcriptions whose price is not known.</param>
public readonly record struct CallSpend(decimal Cost, string? Currency, int Unpriced);
