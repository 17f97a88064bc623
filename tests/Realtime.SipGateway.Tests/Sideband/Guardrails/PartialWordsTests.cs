using System.Text.Json;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Sideband.Guardrails;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband.Guardrails;

public sealed class PartialWordsTests
{
    private const string Before = "So this is what I can tell you about it, and it is quite a lot, for there has been some time to think about all of that, and more of it will come: ";
    private const string After = " and so on and so forth, as people do who have a lot to tell and much time to tell it in, whoever listens to them and for however long they do";

    [Theory]
    [InlineData("""{"type":"phrases","action":"redact","phrases":["project blue bird of the north"]}""", "Project Blue Bird of the North", "[redacted]")]
    [InlineData("""{"type":"patterns","action":"redact","patterns":["code [a-z]+ [a-z]+ [a-z]+"]}""", "code alpha bravo charly", "[redacted]")]
    [InlineData("""{"type":"personal_data","action":"redact","kinds":["email"]}""", "jane dot doe at example dot com", "[email]")]
    [InlineData("""{"type":"personal_data","action":"redact","kinds":["iban"]}""", "DE89 3704 0044 0532 0130 00", "[iban]")]
    public void What_is_taken_out_is_not_shown_word_by_word(string guardrail, string words, string mark)
    {
        var guardrails = new GuardrailSet([new("own", JsonSerializer.Deserialize<GuardrailDefinition>(guardrail, JsonSerializerOptions.Web)!)]);
        var partial = new PartialWords(new WrittenRedaction(guardrails), isCaller: false);

        var shown = string.Concat((Before + words + After + After).Split(' ').Select(word => partial.Feed(" " + word)));

        Assert.StartsWith(" " + Before + mark + " and so on", shown, StringComparison.Ordinal);
    }
}
