using Xunit;

namespace Realtime.SipGateway.Tests.Rules.Conditions;

public class ConditionFaultTests
{
    [Theory]
    [InlineData("""{ "caller": [ "list:vpi" ] }""", "rules[0].when.caller[0]: \"vpi\" is no list that is defined; did you mean \"vip\"?")]
    [InlineData("""{ "dialled": [ "+1", "List:vip" ] }""", "rules[0].when.dialled[1]: \"List:vip\" begins with capitals; write list:vip")]
    [InlineData("""{ "caller": [ "country:UK" ] }""", "rules[0].when.caller[0]: \"country:UK\" is no country that has numbers; an ISO 3166-1 code of two letters: country:DE, country:GB")]
    [InlineData("""{ "hours": [ "ofice" ] }""", "rules[0].when.hours[0]: \"ofice\" is no opening hours that is defined; did you mean \"office\"?")]
    [InlineData("""{ "headers": { "X-A": [ "a*b" ] } }""", "rules[0].when.headers.X-A[0]: \"a*b\" has a * that is not at its end; only a final * matches by prefix; regex: can say more")]
    [InlineData("""{ "headers": { "Authorization": [ "*" ] } }""", "rules[0].when.headers.Authorization: holds credentials or is the gateway's own: rules do not see it")]
    [InlineData("""{ "headers": { "X-A": [ "regex:(?=a)b" ] } }""", "rules[0].when.headers.X-A[0]: \"regex:(?=a)b\" could take very long: it needs backtracking; leave out lookarounds, backreferences and atomic groups")]
    [InlineData("""{ "time": [ { "time_zone": "Europe/Berlni", "days": [ "monday" ] } ] }""", "rules[0].when.time[0].time_zone: \"Europe/Berlni\" is no IANA time zone; did you mean \"Europe/Berlin\"?")]
    [InlineData("""{ "time": [ { "time_zone": "UTC", "from": "2026-02-30" } ] }""", "rules[0].when.time[0].from: \"2026-02-30\" is no day of the calendar; write 2026-12-01")]
    [InlineData("""{ "time": [ { "time_zone": "UTC", "from": "2026-03-02", "through": "2026-03-01" } ] }""", "rules[0].when.time[0].through: \"2026-03-01\" lies before from")]
    [InlineData("""{ "time": [ { "time_zone": "UTC" } ] }""", "rules[0].when.time[0]: holds at any time; name days, between, from or through, or leave the condition out")]
    [InlineData("""{ "load": { "calls": { "at_least": 5, "below": 5 } } }""", "rules[0].when.load.calls: at least 5 and below 5 can never hold; at_least must be less than below")]
    [InlineData("""{ "load": { "agents": { "dsk": { "below": 5 } } } }""", "rules[0].when.load.agents.dsk: \"dsk\" is no agent that is defined; did you mean \"desk\"?")]
    [InlineData("""{ "not": { "not": { "caller": [ "+1" ] } } }""", "rules[0].when.not.not: turns round what is turned round already; put its conditions beside the outer not")]
    [InlineData("""{ "not": { "caller": [ "list:vpi" ] } }""", "rules[0].when.not.caller[0]: \"vpi\" is no list that is defined; did you mean \"vip\"?")]
    [InlineData("""{ "not": { } }""", "rules[0]: \"special\" matches every call, so the rules after it can never match; move it to the end")]
    public void A_condition_that_cannot_work_is_a_fault_with_advice(string when, string fault) =>
        Assert.Equal([fault], Faults($$"""{ "name": "special", "when": {{when}}, "reject": {} }"""));

    [Fact]
    public void What_is_no_expression_is_told_with_the_reason()
    {
        var fault = Assert.Single(Faults("""{ "name": "special", "when": { "headers": { "X-A": [ "regex:(a" ] } }, "reject": {} }"""));

        Assert.StartsWith("rules[0].when.headers.X-A[0]: \"regex:(a\" is no regular expression; ", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(""" "reject": { "status": 401 } """, "rules[0].reject.status: 401 asks for credentials that nobody would check; 603 declines, 486 is busy, 480 is not available, 403 forbids, 404 knows no such number")]
    [InlineData(""" "reject": { }, "send": { "destination": "queue" } """, "rules[0]: \"special\" has reject and send; exactly one of them")]
    [InlineData(""" "accept": null """, "rules[0]: \"special\" has neither accept, reject nor send; exactly one of them")]
    [InlineData(""" "send": { "destination": "queu" } """, "rules[0].send.destination: \"queu\" is no destination that is defined; did you mean \"queue\"?")]
    [InlineData(""" "send": { "destination": "queue", "fallback": "queue" } """, "rules[0].send.fallback: \"queue\" is the destination itself; name another one or leave it out")]
    public void An_action_that_cannot_be_done_is_a_fault_with_advice(string action, string fault) =>
        Assert.Equal([fault], Faults($$"""{ "name": "special", "when": { "caller": [ "+1" ] }, {{action}} }"""));

    [Fact]
    public void Calls_without_our_edge_can_never_be_sent_elsewhere()
    {
        var fault = Assert.Single(Faults("""{ "name": "special", "when": { "source": [ "webhook" ] }, "send": { "destination": "queue" } }"""));

        Assert.StartsWith("rules[0].send: \"special\" could never be done", fault, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Faults(string rule) => PolicyText.Read(
        $$"""
        { {{PolicyText.Agents}}, "lists": { "vip": { "entries": [ "+1" ] } },
          "hours": { "office": { "time_zone": "UTC", "weekly": { "monday": [ "09:00-17:00" ] } } },
          "rules": [ {{rule}}, {{PolicyText.LastRule}} ] }
        """,
        PolicyText.Site with { Destinations = ["queue", "voicemail"] }).Faults.Select(fault => fault.ToString());
}
