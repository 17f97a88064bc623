using System.Reflection;
using System.Text;
using System.Text.Json;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Telemetry;
using Xunit;

namespace Realtime.SipGateway.Tests.Calls;

public sealed class CallEventTests
{
    private const string Secret = "Bearer sk-live-0123456789abcdef";

    /// <summary>Ids and names of our own or of the vendor's making: not free text.</summary>
    private static readonly string[] NotFreeText =
    [
        "Trunk", "Source", "Transport", "SipCallId", "MediaSecurity", "Target", "Uri", "Remote", "Result", "WebhookId", "Agent", "Model",
        "Code", "Leg", "Method", "Voice", "ItemId", "ResponseId", "FunctionCallId", "Tool", "Guardrail", "Side", "Verdict", "Failure", "Action", "Status", "StatusReason",
        "Kind", "Language", "Rule", "PolicyVersion", "Targets", "TargetOrder", "Fallback", "Currency", "Otherwise", "Budget", "Limit", "Purpose", "Prompt", "Trigger",
        "Role", "LocalUri", "LocalTag", "RemoteUri", "RemoteTag", "RemoteTarget", "Routes", "Contact", "LocalAddress", "RemoteAddress", "TraceParent",
    ];

    public static TheoryData<string> Names => [.. CallEventTypes.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_event_comes_back_from_the_log_as_it_went_in(string name)
    {
        var data = Example(name, "text");

        var back = CallEvent.ReadData(name, Envelope(data).DataJson());

        Assert.Equal(JsonOf(data), JsonOf(back));
        Assert.Equal(data.GetType(), back.GetType());
        Assert.Equal(name, back.Type);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_free_text_of_every_event_goes_through_the_redactor(string name)
    {
        var redacted = Example(name, Secret).Redact(new Redactor());

        Assert.DoesNotContain(Secret, FreeText(redacted), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_event_type_of_the_assembly_has_a_name()
    {
        var types = typeof(CallEventData).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(CallEventData)) && type != typeof(UnknownCallEvent));

        Assert.Equal(
            types.Select(type => type.Name).Order(),
            CallEventTypes.Names.Select(name => CallEventTypes.Find(name)!.Type.Name).Order());
    }

    [Fact]
    public void An_event_of_a_later_version_is_kept_as_it_is()
    {
        var data = CallEvent.ReadData("future.thing", """{"a":[1,{"b":"c"}]}"""u8);

        Assert.Equal("future.thing", Assert.IsType<UnknownCallEvent>(data).Type);
        Assert.Equal("""{"a":[1,{"b":"c"}]}""", JsonOf(data));
    }

    [Fact]
    public void The_envelope_has_its_published_form()
    {
        var call = CallId.Parse("call_019aa0f7c5b67d1a8f3e2b4c5d6e7f80");
        var at = new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
        var written = new CallEvent(call, 7, at, "node-a", new ByeReceived("caller", null));

        Assert.Equal(
            """{"v":1,"call_id":"call_019aa0f7c5b67d1a8f3e2b4c5d6e7f80","seq":7,"at":"2026-11-21T12:00:00+00:00","node":"node-a","type":"signalling.bye_received","data":{"leg":"caller"}}""",
            Encoding.UTF8.GetString(written.ToJson()));
    }

    private static CallEvent Envelope(CallEventData data) =>
        new(CallId.New(TimeProvider.System), 1, DateTimeOffset.UnixEpoch, "node", data);

    private static string JsonOf(CallEventData data) => Encoding.UTF8.GetString(Envelope(data).DataJson());

    /// <summary>An event whose every text is the given one.</summary>
    private static CallEventData Example(string name, string text)
    {
        var type = CallEventTypes.Find(name)!.Type;
        return (CallEventData)Make(type, text)!;
    }

    private static object? Make(Type type, string text)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
        {
            return text;
        }

        if (type == typeof(RealtimeCallId))
        {
            return RealtimeCallId.Parse("rtc_1");
        }

        if (type == typeof(IReadOnlyList<string>))
        {
            return new[] { text };
        }

        if (type == typeof(DateTimeOffset))
        {
            return DateTimeOffset.UnixEpoch;
        }

        if (type.IsValueType)
        {
            return type.IsEnum ? Enum.ToObject(type, 1) : type == typeof(bool) ? true : Convert.ChangeType(42, type, null);
        }

        var constructor = type.GetConstructors(BindingFlags.Public | BindingFlags.Instance).MaxBy(one => one.GetParameters().Length)!;
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter => Make(parameter.ParameterType, text))]);
    }

    private static string FreeText(object value) => string.Join('|', value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.GetIndexParameters().Length == 0 && !NotFreeText.Contains(property.Name) && property.Name != "EqualityContract")
        .Select(property => property.GetValue(value) switch
        {
            string text => text,
            IReadOnlyList<string> list => string.Join('|', list),
            CallDecision decision => FreeText(decision),
            CallOutcome outcome => FreeText(outcome),
            var other => JsonSerializer.Serialize(other?.ToString()),
        }));
}
