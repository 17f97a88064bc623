using System.Reflection;
using System.Runtime.CompilerServices;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Diagnosis;
using Realtime.SipGateway.Calls.Events;
using Xunit;

namespace Realtime.SipGateway.Tests.Calls.Diagnosis;

public class EventTextTests
{
    /// <summary>Written ahead of what is heard and never stored, or of no interest in a line.</summary>
    private static readonly string[] Unspoken = ["transcript.agent_partial", "transcript.caller_partial"];

    public static TheoryData<string> Types => [.. CallEventTypes.Names.Except(Unspoken)];

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_kind_of_event_has_a_line_for_people(string type)
    {
        var data = Made(CallEventTypes.Find(type)!.Type);

        var line = EventText.Of(data, Discretion.Discreet);

        Assert.NotEqual(type, line);
        Assert.DoesNotContain('\n', line);
        Assert.DoesNotContain("+4930123456", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("+4930123456", "+4…3456")]
    [InlineData("015550100", "0…0100")]
    [InlineData("20345", "2…45")]
    [InlineData("alice", "a…ce")]
    [InlineData("1234", "1234")]
    [InlineData("", "withheld")]
    public void A_number_is_shortened(string number, string shown) => Assert.Equal(shown, Discretion.Discreet.Number(number));

    [Fact]
    public void Numbers_in_text_are_shortened_and_ids_and_addresses_are_not()
    {
        Assert.Equal("to +4…3456 via 192.0.2.10:5061, call 2026-11-21", Discretion.Discreet.Text("to +4930123456 via 192.0.2.10:5061, call 2026-11-21"));
        Assert.Equal("to sip:0…0100@pbx, then 0…0101.", Discretion.Discreet.Text("to sip:015550100@pbx, then 015550101."));
        Assert.Equal("+4930123456", Discretion.Full.Text("+4930123456"));
        Assert.Equal("(3 words)", Discretion.Discreet.Words("my secret is"));
    }

    [Fact]
    public void An_event_of_a_later_version_is_named_by_its_type() =>
        Assert.Equal("future event", EventText.Of(CallEvent.ReadData("future.event", "{}"u8), Discretion.Discreet));

    /// <summary>An instance whose texts hold a phone number, whatever they are for.</summary>
    private static CallEventData Made(Type type)
    {
        var constructor = type.GetConstructors(BindingFlags.Public | BindingFlags.Instance | BindingFlags.NonPublic)
            .Where(one => one.GetParameters() is not [{ ParameterType: var only }] || only != type).OrderByDescending(one => one.GetParameters().Length).First();
        return (CallEventData)constructor.Invoke([.. constructor.GetParameters().Select(parameter => Value(parameter.ParameterType, parameter.Name!))]);
    }

    private static object? Value(Type type, string name) => type switch
    {
        _ when type == typeof(string) => name is "Leg" ? "caller" : Personal(name) ? "+4930123456" : "x",
        _ when type == typeof(CallOutcome) => new CallOutcome(CallEndedBy.Caller, CallCause.CallerHungUp, null, "+4930123456"),
        _ when type == typeof(CallDecision) => CallDecision.Accept("r", "v", "a", "t", []),
        _ when type == typeof(RealtimeCallId) => RealtimeCallId.Parse("rtc_1"),
        _ when type == typeof(IReadOnlyList<string>) => new[] { "one" },
        _ when Nullable.GetUnderlyingType(type) is not null => null,
        _ when type.IsValueType => RuntimeHelpers.GetUninitializedObject(type),
        _ => null,
    };

    private static bool Personal(string name) =>
        name is "Dialled" or "Caller" or "CallerName" or "Text" or "To" or "Summary" or "Arguments" or "Output" or "Matched" or "Cut" or "Reason" or "Message" or "Detail" or "Why" or "Digit";
}
