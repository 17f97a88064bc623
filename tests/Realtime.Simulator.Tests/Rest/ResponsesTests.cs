using System.Text.Json.Nodes;
using Realtime.Simulator.Tests.Scenarios;

namespace Realtime.Simulator.Tests.Rest;

public sealed class ResponsesTests
{
    private const string Closed = """{"type":"object","properties":{"reason":{"type":"string","enum":["order","other"]},"urgent":{"type":"boolean"}},"required":["reason","urgent"],"additionalProperties":false}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_of_the_test_is_given_in_its_turn_and_the_question_kept()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        using var put = await simulator.Http.PutAsync(
            "/simulator/texts", new StringContent("""[{"text":"Short."},{"refusal":"No."},{"incomplete":"max_output_tokens"},{"status":429,"code":"rate_limit_exceeded","retry_after":2}]"""), Token);
        Assert.Equal(204, (int)put.StatusCode);
        var question = Question("""{"type":"text"}""");

        var said = (await simulator.PostAsync("/v1/responses", question)).Body;
        var refused = (await simulator.PostAsync("/v1/responses", question)).Body;
        var cut = (await simulator.PostAsync("/v1/responses", question)).Body;
        var (status, error) = await simulator.PostAsync("/v1/responses", question);
        var madeUp = await simulator.PostAsync("/v1/responses", question);

        Assert.Equal(("completed", "Short."), (Word(said["status"]), Word(said["output"]![1]!["content"]![0]!["text"])));
        Assert.Equal("refusal", Word(refused["output"]![1]!["content"]![0]!["type"]));
        Assert.Equal(("incomplete", "max_output_tokens"), (Word(cut["status"]), Word(cut["incomplete_details"]!["reason"])));
        Assert.Equal((429, "rate_limit_exceeded"), (status, Word(error["error"]!["code"])));
        Assert.Equal(200, madeUp.Status);
        Assert.True(said["usage"]!["input_tokens"]!.GetValue<int>() > 0);
        var asked = JsonNode.Parse(await simulator.Http.GetStringAsync("/simulator/texts", Token))!.AsArray();
        Assert.Equal(5, asked.Count);
        Assert.Equal("gpt-text", Word(asked[0]!["model"]));
    }

    [Fact]
    public async Task An_object_fits_the_schema_that_is_asked_for()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();

        var answer = (await simulator.PostAsync("/v1/responses", Question($$"""{"type":"json_schema","name":"outcome","strict":true,"schema":{{Closed}}}"""))).Body;

        var made = JsonNode.Parse(Word(answer["output"]![1]!["content"]![0]!["text"])!)!;
        Assert.Equal("order", Word(made["reason"]));
        Assert.False(made["urgent"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("""{"input":"x"}""", "missing_required_parameter", "model")]
    [InlineData("""{"model":"m"}""", "missing_required_parameter", "input")]
    [InlineData("""{"model":"m","input":"x","max_tokens":5}""", "unknown_parameter", "max_tokens")]
    [InlineData("""{"model":"m","input":"x","max_output_tokens":5}""", "integer_below_min_value", "max_output_tokens")]
    [InlineData("""{"model":"m","input":[{"role":"caller","content":"x"}]}""", "invalid_value", "input[0].role")]
    [InlineData("""{"model":"m","input":[{"role":"user","content":[{"type":"text","text":"x"}]}]}""", "invalid_value", "input[0].content[0].type")]
    [InlineData("""{"model":"m","input":"x","response_format":{"type":"text"}}""", "unknown_parameter", "response_format")]
    [InlineData("""{"model":"m","input":"x","text":{"format":{"type":"json_schema","schema":{"type":"object"}}}}""", "missing_required_parameter", "text.format.name")]
    [InlineData("""{"model":"m","input":"x","text":{"format":{"type":"json_schema","name":"a","schema":{"type":"array"}}}}""", "invalid_json_schema", "text.format.schema")]
    [InlineData("""{"model":"m","input":"x","text":{"format":{"type":"json_schema","name":"a","strict":true,"schema":{"type":"object","properties":{"a":{"type":"string"}}}}}}""", "invalid_json_schema", "text.format.schema")]
    public async Task A_wrong_question_is_refused(string body, string code, string param)
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();

        var (status, answer) = await simulator.PostAsync("/v1/responses", body);

        Assert.Equal((400, code, param), (status, Word(answer["error"]!["code"]), Word(answer["error"]!["param"])));
    }

    [Fact]
    public async Task Nobody_asks_without_the_key()
    {
        await using var simulator = await SimulatorUnderTest.StartAsync();
        simulator.Http.DefaultRequestHeaders.Authorization = null;

        Assert.Equal(401, (await simulator.PostAsync("/v1/responses", Question("""{"type":"text"}"""))).Status);
    }

    private static string Question(string format) =>
        $$$"""{"model":"gpt-text","instructions":"Be brief.","input":[{"role":"user","content":[{"type":"input_text","text":"Hello"}]}],"max_output_tokens":100,"store":false,"text":{"format":{{{format}}}}}""";

    private static string? Word(JsonNode? node) => node?.GetValue<string>();
}
