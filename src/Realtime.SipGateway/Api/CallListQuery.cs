using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Api;

/// <summary>The query of a list of calls, as it comes.</summary>
internal sealed class CallListQuery
{
    public const int DefaultPage = 50;
    public const int MaxPage = 200;

    private const int MaxText = 256;

    private const char Separator = '_';

    [FromQuery(Name = "limit"), Description("Records in the answer, 1 to 200; 50 when absent.")]
    public string? Limit { get; init; }

    [FromQuery(Name = "before"), Description("next of the page before, or a time: only calls that started before.")]
    public string? Before { get; init; }

    [FromQuery(Name = "from"), Description("Only calls that did not start before this time.")]
    public string? From { get; init; }

    [FromQuery(Name = "to"), Description("Only calls that started before this time.")]
    public string? To { get; init; }

    [FromQuery(Name = "id"), Description("Our id or its first 12 and more characters, the SIP Call-ID of any leg, or the vendor's rtc_….")]
    public string? Id { get; init; }

    [FromQuery(Name = "trunk"), Description("Name of the trunk.")]
    public string? Trunk { get; init; }

    [FromQuery(Name = "agent"), Description("Name of the agent.")]
    public string? Agent { get; init; }

    [FromQuery(Name = "rule"), Description("Name of the rule that decided.")]
    public string? Rule { get; init; }

    [FromQuery(Name = "cause"), Description("Why it ended, such as caller_hung_up; then no live calls.")]
    public string? Cause { get; init; }

    [FromQuery(Name = "ended_by"), Description("Who ended it, such as caller; then no live calls.")]
    public string? EndedBy { get; init; }

    [FromQuery(Name = "caller"), Description("Calling number; with * at the end all that begin so.")]
    public string? Caller { get; init; }

    [FromQuery(Name = "dialled"), Description("Dialled number; with * at the end all that begin so.")]
    public string? Dialled { get; init; }

    [FromQuery(Name = "number"), Description("Either of the two numbers; with * at the end all that begin so.")]
    public string? Number { get; init; }

    /// <summary>Where the next page begins: time and id, since several calls may start together.</summary>
    public static string CursorOf(CallRecord last) =>
        string.Create(CultureInfo.InvariantCulture, $"{last.StartedAt.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'}{Separator}{last.CallId.Value}");

    public bool TryRead([NotNullWhen(true)] out CallQuery? query, out int count, [NotNullWhen(false)] out IResult? problem)
    {
        (query, count) = (null, DefaultPage);
        problem = !ApiValues.TryNumber(Limit, DefaultPage, 1, MaxPage, out var limit) ? ApiProblem.BadValue("limit", $"a number from 1 to {MaxPage}")
            : !TryCursor(out var before, out var last) ? ApiProblem.BadValue("before", "an ISO 8601 time, or next of the page before")
            : !ApiValues.TryTime(From, out var from) || !ApiValues.TryTime(To, out var to) ? ApiProblem.BadValue("from or to", "an ISO 8601 time")
            : !TryEnum<CallCause>(Cause, out var cause) ? ApiProblem.BadValue("cause", Names<CallCause>())
            : !TryEnum<CallEndedBy>(EndedBy, out var endedBy) ? ApiProblem.BadValue("ended_by", Names<CallEndedBy>())
            : new[] { Id, Trunk, Agent, Rule, Caller, Dialled, Number }.Any(static text => text is { Length: 0 or > MaxText })
                ? ApiProblem.BadValue("id, trunk, agent, rule, caller, dialled or number", $"1 to {MaxText} characters")
                : Result(out query, new CallQuery
                {
                    Before = before,
                    BeforeCall = last,
                    From = from,
                    To = to,
                    Trunk = Trunk,
                    Agent = Agent,
                    Rule = Rule,
                    Cause = cause,
                    EndedBy = endedBy,
                    Caller = Caller,
                    Dialled = Dialled,
                    Number = Number,
                });
        count = (int)limit;
        return query is not null && problem is null;
    }

    /// <summary>The same of a call that lives.</summary>
    public bool Matches(LiveCall call, CallQuery query) =>
        Cause is null && EndedBy is null
        && (query.Call is not { } id || call.CallId == id)
        && (Trunk is null || Trunk == call.Trunk)
        && (Agent is null || Agent == call.Agent)
        && (Rule is null || Rule == call.Rule)
        && (query.From is not { } from || call.StartedAt >= from)
        && (query.To is not { } to || call.StartedAt < to)
        && IsNumber(Caller, call.Caller)
        && IsNumber(Dialled, call.Dialled)
        && (IsNumber(Number, call.Caller) || IsNumber(Number, call.Dialled));

    private static IResult? Result(out CallQuery? query, CallQuery read)
    {
        query = read;
        return null;
    }

    private static bool IsNumber(string? wanted, string? number) => wanted is null
        || (wanted.EndsWith('*') ? number?.StartsWith(wanted.TrimEnd('*'), StringComparison.Ordinal) == true : wanted == number);

    private bool TryCursor(out DateTimeOffset? before, out CallId? last)
    {
        last = null;
        var separator = Before?.IndexOf(Separator, StringComparison.Ordinal) ?? -1;
        if (separator < 0)
        {
            return ApiValues.TryTime(Before, out before);
        }

        var known = CallId.TryParse(Before![(separator + 1)..], out var id);
        last = known ? id : null;
        return ApiValues.TryTime(Before[..separator], out before) && known;
    }

    private static bool TryEnum<T>(string? text, out T? member)
        where T : struct, Enum
    {
        member = null;
        foreach (var one in Enum.GetValues<T>())
        {
            if (JsonNamingPolicy.SnakeCaseLower.ConvertName(one.ToString()) == text)
            {
                member = one;
            }
        }

        return text is null || member is not null;
    }

    private static string Names<T>()
        where T : struct, Enum =>
        "one of " + string.Join(", ", Enum.GetNames<T>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName));
}
