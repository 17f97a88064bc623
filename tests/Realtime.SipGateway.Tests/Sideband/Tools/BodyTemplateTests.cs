using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Sideband.Tools;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband.Tools;

public sealed class BodyTemplateTests
{
    [Fact]
    public void A_text_that_is_one_slot_becomes_the_argument_with_its_type() =>
        Assert.Equal(
            """{"id":7,"tags":["a"],"text":"Order 7 of true","none":null,"kept":[1,null]}""",
            Fill("""{"id":"{id}","tags":"{tags}","text":"Order {id} of {ok}{gone}","none":"{gone}","kept":[1,null]}""", new { id = 7, tags = new[] { "a" }, ok = true }));

    [Fact]
    public void Facts_of_the_call_are_not_the_models_to_choose()
    {
        var call = new SidebandCall(new ManualTimeProvider()).Call;
        var filled = Fill("""{"call":"{call.id}","caller":"{call.caller}"}""", new Dictionary<string, string> { ["call.id"] = "forged" }, call);

        Assert.Equal($$"""{"call":"{{call.Id}}","caller":""}""", filled);
    }

    [Fact]
    public void Digits_that_were_not_collected_are_asked_for()
    {
        var (body, fault) = new BodyTemplate(JsonElement.Parse("""[{"pin":"{collected.pin}"}]""")).Fill(Slots(new { }, null));

        Assert.Null(body);
        Assert.Contains("pin", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_an_argument_holds_the_shape_of_the_body_stays() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(1_000),
        Prop.ForAll(
            Gen.ArrayOf(Gen.Elements("\"", "\\", "{", "}", "{id}", ",", ":", "\n", "\u0000", "é", "null", "]")).Select(string.Concat).ToArbitrary(),
            value =>
            {
                var filled = JsonElement.Parse(Fill("""{"a":"{id}","b":"x{id}y","c":1}""", new { id = value }));
                return filled.EnumerateObject().Count() == 3 && filled.GetProperty("a").GetString() == value && filled.GetProperty("b").GetString() == $"x{value}y";
            }));

    private static string Fill(string template, object arguments, Call? call = null) =>
        Encoding.UTF8.GetString(new BodyTemplate(JsonElement.Parse(template)).Fill(Slots(arguments, call)).Body!);

    private static ToolSlots Slots(object arguments, Call? call) => new(JsonSerializer.SerializeToElement(arguments), call, ToolContext.None);
}
