using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Sideband.Tools;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband.Tools;

public sealed class ResultMapTests
{
    private const string Answer = """{"order":{"id":"4711","state":"shipped","lines":[{"sku":"a"},{"sku":"b"}],"a/b":{"~":1}}}""";

    [Theory]
    [InlineData("/order/state", "\"shipped\"")]
    [InlineData("/order/lines/1/sku", "\"b\"")]
    [InlineData("/order/a~1b/~0", "1")]
    [InlineData("", Answer)]
    public void A_pointer_takes_one_value(string pointer, string expected) =>
        Assert.Equal(ToolOutput.Done(expected), new ResultMap(new ResultDefinition { Pointer = pointer }).Apply(Answer));

    [Theory]
    [InlineData("/order/gone")]
    [InlineData("/order/lines/2")]
    [InlineData("/order/lines/-1")]
    [InlineData("/order/state/x")]
    public void A_pointer_to_nothing_is_told_to_the_model(string pointer)
    {
        var output = new ResultMap(new ResultDefinition { Pointer = pointer }).Apply(Answer);

        Assert.False(output.Succeeded);
        Assert.Contains(pointer, output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Members_make_a_small_object_and_what_is_missing_is_null() => Assert.Equal(
        """{"state":"shipped","first":{"sku":"a"},"eta":null}""",
        new ResultMap(new ResultDefinition
        {
            Members = new Dictionary<string, string> { ["state"] = "/order/state", ["first"] = "/order/lines/0", ["eta"] = "/order/eta" },
        }).Apply(Answer).Text);

    [Fact]
    public void A_text_is_filled_once_and_what_it_holds_is_no_template()
    {
        var map = new ResultMap(new ResultDefinition { Text = "Order {/order/id} is {/order/state}, due {/order/eta}." });

        Assert.Equal("Order 4711 is shipped, due unknown.", map.Apply(Answer).Text);
        Assert.Equal("Order {/order/state} is x, due unknown.", map.Apply("""{"order":{"id":"{/order/state}","state":"x"}}""").Text);
    }

    [Fact]
    public void An_answer_that_is_no_json_is_a_failure() =>
        Assert.False(new ResultMap(new ResultDefinition { Pointer = "/a" }).Apply("<html>").Succeeded);
}
