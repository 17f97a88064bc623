namespace Realtime.SipGateway.Rules.Conditions;

/// <summary>Where a field's value stands in the subject.</summary>
internal static class RuleFields
{
    public static string Of(this RuleField field, RuleSubject subject) => field switch
    {
        RuleField.Trunk => subject.Trunk,
        RuleField.Dialled => subject.Dialled,
        _ => subject.Caller,
    };

    public static string? CountryOf(this RuleField field, RuleSubject subject) => field switch
    {
        RuleField.Dialled => subject.DialledCountry,
        RuleField.Caller => subject.CallerCountry,
        _ => null,
    };
}
