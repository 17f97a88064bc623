using Realtime.SipGateway.Sideband.Talk;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband.Talk;

public sealed class PromptAnswerTests
{
    [Theory]
    [InlineData("""{"speak":true,"say":"Shall I get a colleague?"}""", "Shall I get a colleague?")]
    [InlineData("""{"say":"Yes.","speak":true,"why":"x"}""", "Yes.")]
    [InlineData("```json\n{\"speak\":true,\"say\":\"Yes.\"}\n```", "Yes.")]
    [InlineData("``` {\"speak\":true,\"say\":\"Yes.\"}```", "Yes.")]
    [InlineData("""{"speak":true,"say":" Say \"no\" and\nmore "}""", "Say 'no' and more")]
    [InlineData("""{"speak":false}""", null)]
    [InlineData("""{"speak":false,"say":"no matter"}""", null)]
    public void What_was_asked_for_is_read(string answer, string? say) => Assert.Equal(new PromptAnswer(say), PromptAnswer.Read(answer));

    [Theory]
    [InlineData("")]
    [InlineData("Yes, say hello.")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("``````")]
    [InlineData("```")]
    [InlineData("""{"speak":"true","say":"x"}""")]
    [InlineData("""{"speak":true}""")]
    [InlineData("""{"speak":true,"say":5}""")]
    [InlineData("""{"speak":true,"say":"  "}""")]
    [InlineData("""{"speak":true,"say":"\ud800"}""")]
    [InlineData("""{"speak":true,"say":"x"} and more""")]
    public void Anything_else_is_no_answer(string answer) => Assert.Null(PromptAnswer.Read(answer));

    [Fact]
    public void Words_without_end_are_no_answer() => Assert.Null(PromptAnswer.Read($$"""{"speak":true,"say":"{{new string('x', PromptAnswer.MaxWords + 1)}}"}"""));
}
