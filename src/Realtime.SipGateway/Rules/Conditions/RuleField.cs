namespace Realtime.SipGateway.Rules.Conditions;

/// <summary>Facts that rules are looked up by.</summary>
internal enum RuleField
{
    Trunk,
    Dialled,
    Caller,
}
