using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Realtime.SipGateway.Sideband.Tools;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband.Tools;

public sealed class ToolArgumentsTests
{
    [Theory]
    [InlineData("", "{}")]
    [InlineData(" \n", "{}")]
    [InlineData("{  \n  \"city\": \"London\" \n} \n", """{"city":"London"}""")]
    [InlineData("""{"a":1,}""", """{"a":1}""")]
    [InlineData("""{"a":1 /* one */}""", """{"a":1}""")]
    [InlineData(""" "{\"a\":1}" """, """{"a":1}""")]
    public void Form_is_taken_leniently(string text, string arguments)
    {
        var (read, fault) = ToolArguments.Parse(text);

        Assert.Null(fault);
        Assert.Equal(arguments, read!.Value.GetRawText());
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("{\"a\":")]
    [InlineData("order 7")]
    [InlineData("\"\"")]
    [InlineData("{\"a\":\"\\ud800\"}")]
    public void Anything_but_an_object_is_told_to_the_model(string text)
    {
        var (read, fault) = ToolArguments.Parse(text);

        Assert.Null(read);
        Assert.StartsWith("The arguments", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_long_arguments_are_refused() =>
        Assert.NotNull(ToolArguments.Parse("{\"a\":\"" + new string('x', ToolArguments.MaxLength) + "\"}").Fault);

    [Fact]
    public void No_text_makes_it_throw()
    {
        var text = Gen.ArrayOf(Gen.Elements("{", "}", "[", "]", "\"", "\\u", "d800", "a", ":", ",", "1", "null", " ", "/*", "*/", "\ud800", "é"))
            .Select(parts => string.Concat(parts));
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5_000), Prop.ForAll(text.ToArbitrary(), sample =>
        {
            var (read, fault) = ToolArguments.Parse(sample);
            return read is null != (fault is null);
        }));
    }

    [Theory]
    [InlineData("""{"order_id":"12"}""", null)]
    [InlineData("""{"order_id":"x"}""", "order_id PatternMismatch")]
    [InlineData("""{}""", "order_id PropertyRequired")]
    [InlineData("""{"order_id":"12","more":1}""", "NoAdditionalPropertiesAllowed")]
    [InlineData("""{"order_id":12}""", "StringExpected")]
    public async Task Arguments_are_held_to_the_tools_schema(string arguments, string? fault)
    {
        using var schema = JsonDocument.Parse(
            """{"type":"object","properties":{"order_id":{"type":"string","pattern":"^[0-9]{1,12}$"}},"required":["order_id"],"additionalProperties":false}""");
        var read = await ToolSchema.ReadAsync(schema.RootElement, TestContext.Current.CancellationToken);

        var found = read.FaultOf(JsonElement.Parse(arguments));

        if (fault is null)
        {
            Assert.Null(found);
        }
        else
        {
            Assert.Contains(fault, found, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_schema_that_refers_to_another_document_is_not_fetched()
    {
        using var schema = JsonDocument.Parse("""{"type":"object","properties":{"a":{"anyOf":[{"$ref":"http://169.254.169.254/schema"}]}}}""");

        await Assert.ThrowsAsync<InvalidOperationException>(() => ToolSchema.ReadAsync(schema.RootElement, TestContext.Current.CancellationToken));
    }
}
