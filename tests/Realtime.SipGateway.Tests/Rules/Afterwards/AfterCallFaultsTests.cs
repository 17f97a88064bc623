using System.Text.Json;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Rules.Afterwards;
using Xunit;

namespace Realtime.SipGateway.Tests.Rules.Afterwards;

public sealed class AfterCallFaultsTests
{
    [Fact]
    public void What_is_left_out_has_its_default()
    {
        var read = Read("""{ "summary": { "model": "gpt-text" }, "outcome": { "model": "gpt-text", "schema": { "type": "object" } } }""");

        Assert.Empty(read.Faults);
        var after = read.Document!.Agents["desk"].AfterCall!;
        Assert.Equal((120, null), (after.Summary!.MaxWords, after.Summary.Instructions));
        Assert.Equal("object", after.Outcome!.Schema.GetProperty("type").GetString());
        Assert.Null(Read("null").Document!.Agents["desk"].AfterCall);
    }

    [Theory]
    [InlineData("{}", "after_call")]
    [InlineData("""{ "summary": {} }""", "after_call.summary")]
    [InlineData("""{ "summary": { "model": "m", "max_words": 9 } }""", "after_call.summary.max_words")]
    [InlineData("""{ "outcome": { "model": "m" } }""", "after_call.outcome")]
    [InlineData("""{ "outcome": { "model": "m", "schema": { "type": "array" } } }""", "after_call.outcome.schema")]
    [InlineData("""{ "outcome": { "model": "m", "schema": { "type": "object", "properties": { "a": { "$ref": "https://example.com/a.json" } } } } }""", "after_call.outcome.schema")]
    [InlineData("""{ "outcome": { "model": "m", "schema": { "type": "object", "properties": 5 } } }""", "after_call.outcome.schema")]
    public void A_fault_names_its_place(string after, string path) => Assert.Contains(Read(after).Faults, fault => fault.Path.Contains(path, StringComparison.Ordinal));

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}""", true)]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}""", false)]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}},"required":[],"additionalProperties":false}""", false)]
    [InlineData("""{"type":"object","properties":{"a":{"type":"array","items":{"type":"object","properties":{"b":{"type":"string"}}}}},"required":["a"],"additionalProperties":false}""", false)]
    public async Task A_schema_is_strict_when_it_leaves_nothing_open(string schema, bool strict) =>
        Assert.Equal(strict, (await OutcomeSchema.ReadAsync(JsonElement.Parse(schema), TestContext.Current.CancellationToken)).IsStrict);

    [Fact]
    public async Task What_is_wrong_with_an_answer_is_told_without_its_values()
    {
        var schema = await OutcomeSchema.ReadAsync(
            JsonElement.Parse("""{"type":"object","properties":{"urgent":{"type":"boolean"}},"required":["urgent"],"additionalProperties":false}"""), TestContext.Current.CancellationToken);

        Assert.Null(schema.FaultOf("""{"urgent":true}"""));
        Assert.Contains("urgent", schema.FaultOf("""{"urgent":"Mrs Miller said so"}"""), StringComparison.Ordinal);
        Assert.DoesNotContain("Miller", schema.FaultOf("""{"urgent":"Mrs Miller said so"}"""), StringComparison.Ordinal);
        Assert.Equal("it is no JSON", schema.FaultOf("Sure: {"));
        Assert.Equal("it is no JSON object", schema.FaultOf("[]"));
    }

    private static PolicyReadResult Read(string after) => PolicyText.Read(
        $$"""
        { "agents": { "desk": { "model": "m", "instructions": "i", "after_call": {{after}} } },
          "rules": [ { "name": "all", "accept": { "agent": "desk" } } ] }
        """);
}
