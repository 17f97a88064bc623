using System.Text.Json;
using NJsonSchema;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Tests.Telemetry;
using Xunit;

namespace Realtime.SipGateway.Tests.Calls;

public sealed class CallSchemasTests
{
    [Fact]
    public Task The_published_schema_of_events_is_what_the_code_writes() => GeneratedDocument.IsCurrentAsync("events.schema.json", CallSchemas.Events());

    [Fact]
    public Task The_published_schema_of_the_record_is_what_the_code_writes() => GeneratedDocument.IsCurrentAsync("record.schema.json", CallSchemas.Record());

    [Fact]
    public async Task A_record_fits_its_schema_and_a_wrong_one_does_not()
    {
        var schema = await JsonSchema.FromJsonAsync(CallSchemas.Record(), TestContext.Current.CancellationToken);
        var record = new CallRecord
        {
            CallId = CallId.New(TimeProvider.System),
            Cause = CallCause.CallerHungUp,
            StartedAt = DateTimeOffset.UnixEpoch,
            RealtimeCallId = RealtimeCallId.Parse("rtc_1"),
        };
        var json = JsonSerializer.Serialize(record, CallEventJson.Default.CallRecord);

        Assert.Empty(schema.Validate(json));
        Assert.NotEmpty(schema.Validate(json.Replace("caller_hung_up", "CallerHungUp", StringComparison.Ordinal)));
        Assert.NotEmpty(schema.Validate(json.Replace("\"call_", "\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_event_type_is_in_the_schema()
    {
        var types = JsonDocument.Parse(CallSchemas.Events()).RootElement.GetProperty("anyOf").EnumerateArray()
            .Select(type => type.GetProperty("properties").GetProperty("type").GetProperty("const").GetString());

        Assert.Equal(CallEventTypes.Names, types);
    }
}
