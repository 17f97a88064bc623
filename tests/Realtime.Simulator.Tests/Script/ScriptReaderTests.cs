using System.Text;
using Realtime.Simulator.Script;

namespace Realtime.Simulator.Tests.Script;

public sealed class ScriptReaderTests
{
    [Fact]
    public void The_built_in_script_is_right_and_has_a_recording_for_every_sentence()
    {
        var script = new ScriptLibrary(string.Empty).Current;

        Assert.Equal("order-status", script.Name);
        Assert.All(script.Turns.OfType<AgentTurn>(), turn => Assert.NotEmpty(turn.Audio!));
        Assert.Contains(script.Turns.OfType<AgentTurn>(), turn => turn.AfterStop);
    }

    [Fact]
    public void All_faults_are_reported_at_once()
    {
        var fault = Assert.Throws<InvalidDataException>(() => Read(
            """
            { // comments are allowed
              "nam": "x",
              "turns": [ {"caller": 5}, {"agent": "a", "audio": "none.wav"}, {"call_tool": {}}, {}, {"agent": "b", "after": "noon"}, {"caller": "c", "after_ms": -1}, 7 ],
            }
            """));

        foreach (var expected in new[]
        {
            "script.nam: is unknown", "turns[0].caller: must be a text", "turns[1].audio: there is no 'none.wav'", "turns[2].call_tool.name: is missing",
            "turns[3]: needs one of", "turns[4].after: only", "turns[5].after_ms: must be", "turns[6]: must be an object",
        })
        {
            Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"turns":{}}""")]
    [InlineData("""{"turns":[""")]
    public void What_is_no_script_is_refused(string json) => Assert.Throws<InvalidDataException>(() => Read(json));

    [Fact]
    public void A_text_that_is_too_long_is_refused() =>
        Assert.Throws<InvalidDataException>(() => Read($$"""{"turns":[{"agent":"{{new string('x', 5000)}}"}]}"""));

    [Fact]
    public void A_player_follows_caller_and_client_and_bridges_with_fallbacks()
    {
        var player = new ScriptPlayer(Read(
            """
            {"fallback":"F","fallback_after_stop":"S","caller_fallback":"?",
             "turns":[{"agent":"1"},{"caller":"2"},{"agent":"3"},{"agent":"4","after":"stopped"},{"agent":"{{output.a.b}}/{{output.none}}"}]}
            """));

        Assert.Equal("1", player.AgentSpeaks(false, null).Text);
        Assert.Equal("F", player.AgentSpeaks(false, null).Text);
        Assert.Equal("S", player.AgentSpeaks(true, null).Text);
        Assert.Equal("2", player.CallerSpoke());
        Assert.Equal("3", player.AgentSpeaks(false, null).Text);
        Assert.Equal("x/(unknown)", player.AgentSpeaks(false, """{"a":{"b":"x"}}""").Text);
        Assert.Equal("?", player.CallerSpoke());
    }

    [Fact]
    public void A_caller_who_does_not_wait_passes_over_what_the_agent_had_to_say()
    {
        var player = new ScriptPlayer(Read("""{"turns":[{"agent":"1"},{"caller":"2"},{"agent":"3"}]}"""));
        Assert.Equal("2", player.CallerSpoke());
        Assert.Equal("3", player.AgentSpeaks(false, null).Text);
    }

    private static ConversationScript Read(string json) => ScriptReader.Read(Encoding.UTF8.GetBytes(json), _ => null);

    [Fact]
    public void Answers_outside_of_the_conversation_go_by_their_metadata()
    {
        var player = new ScriptPlayer(Read("""{"turns":[],"out_of_band":{"guard":["no","yes"],"sum":"short","*":"else"}}"""));

        Assert.Equal(["no", "yes", "yes"], Enumerable.Range(0, 3).Select(_ => player.AnswersAside(["id_1", "guard"])));
        Assert.Equal(("short", "else"), (player.AnswersAside(["sum"]), player.AnswersAside([])));
        Assert.Equal("one", new ScriptPlayer(Read("""{"turns":[],"out_of_band":"one"}""")).AnswersAside(["guard"]));
        Assert.Equal("abc (unknown)", new ScriptPlayer(Read("""{"turns":[],"out_of_band":"{{instructions.mark}} {{instructions.no}}"}""")).AnswersAside([], """Answer {"mark" : "abc","other":1}"""));
        Assert.Equal("ok", new ScriptPlayer(Read("""{"turns":[]}""")).AnswersAside(["guard"]));
        Assert.Throws<InvalidDataException>(() => Read("""{"turns":[],"out_of_band":{"guard":[]}}"""));
        Assert.Throws<InvalidDataException>(() => Read("""{"turns":[],"out_of_band":{"guard":5}}"""));
    }

    [Fact]
    public void Words_that_are_given_exactly_are_said_where_the_script_has_none()
    {
        var player = new ScriptPlayer(Read("""{"turns":[{"agent":"Scripted."}]}"""));

        Assert.Equal("Scripted.", player.AgentSpeaks(false, null, "Say exactly these words: \"Hello.\"").Text);
        Assert.Equal("It is \"open\".", player.AgentSpeaks(false, null, "Now say exactly these words and nothing else: \"It is \"open\".\"").Text);
        Assert.Equal(player.AgentSpeaks(false, null).Text, player.AgentSpeaks(false, null, "Be brief.").Text);
    }
}
