namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>A function call of the model, complete.</summary>
/// <param name="ResponseId">The response that holds it.</param>
/// <param name="Id">The model's id of the call, <c>call_…</c>.</param>
/// <param name="Tool">The name it called.</param>
/// <param name="Arguments">Raw text of the model.</param>
internal sealed record FunctionCall(string ResponseId, string Id, string Tool, string Arguments);
