namespace Realtime.SipGateway.Calls;

/// <summary>A fact that the rules of a policy look at.</summary>
/// <param name="Name">In the words of the document: <c>caller</c>, <c>header X-Customer</c>.</param>
/// <param name="Value">As the rules saw it, shortened.</param>
public sealed record ReasonFact(string Name, string Value);
