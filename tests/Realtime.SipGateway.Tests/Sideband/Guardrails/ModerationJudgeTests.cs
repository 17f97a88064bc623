using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.OpenAi;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Sideband.Guardrails.Judged;
using Realtime.SipGateway.Tests.OpenAi;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Sideband.Guardrails;

public sealed class ModerationJudgeTests : IAsyncLifetime
{
    private const string Answer =
        """{"id":"modr_1","model":"omni-moderation-latest","results":[{"flagged":true,"categories":{"violence":true,"hate":false},"category_scores":{"violence":0.81,"hate":0.3}}]}""";

    private readonly RecordingLogger _log = new();
    private readonly ManualTimeProvider _time = new();
    private readonly JudgeComplaints _complaints;
    private readonly ModerationsClient _client = new();
    private FakeVendor _vendor = null!;

    public ModerationJudgeTests() => _complaints = new JudgeComplaints(_time, _log.CreateLogger<JudgeComplaints>());

    public async ValueTask InitializeAsync() => _vendor = await FakeVendor.StartAsync();

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _log.Dispose();
        await _vendor.DisposeAsync();
    }

    [Fact]
    public async Task The_target_is_asked_with_its_key()
    {
        _vendor.Answer = static (_, _, context) => context.Response.WriteAsync(Answer);

        var verdict = await JudgeAsync(new ModerationGuardrailDefinition());

        Assert.Equal(("violated", "violence 0.81"), (verdict.Outcome, verdict.Reason));
        var request = Assert.Single(_vendor.Requests);
        Assert.Equal(("POST", "/v1/moderations", "Bearer sk-test"), (request.Method, request.Path, request.Headers["Authorization"]));
        Assert.Equal("""{"model":"omni-moderation-latest","input":"I will hit you."}""", request.Body);
    }

    [Theory]
    [InlineData("violence", 0.9, "allowed", null)]
    [InlineData("violence", 0.8, "violated", "violence 0.81")]
    [InlineData("hate", 0.25, "violated", "hate 0.30")]
    [InlineData("sexual", 0.1, "allowed", null)]
    public async Task Thresholds_of_the_policy_stand_in_for_the_judgement_of_the_service(string category, double threshold, string outcome, string? reason)
    {
        _vendor.Answer = static (_, _, context) => context.Response.WriteAsync(Answer);

        var verdict = await JudgeAsync(new ModerationGuardrailDefinition { Categories = new Dictionary<string, double> { [category] = threshold } });

        Assert.Equal((outcome, reason), (verdict.Outcome, verdict.Reason));
    }

    [Theory]
    [InlineData("{}", "malformed")]
    [InlineData("""{"results":[]}""", "malformed")]
    [InlineData("""{"results":[{"flagged":"yes"}]}""", "malformed")]
    [InlineData("<html>", "malformed")]
    [InlineData(null, "service")]
    public async Task What_is_no_answer_is_a_failure(string? answer, string failure)
    {
        _vendor.Answer = (_, _, context) => answer is null ? FakeVendor.ErrorAsync(context, 429, "rate_limit_exceeded") : context.Response.WriteAsync(answer);

        Assert.Equal(failure, (await JudgeAsync(new ModerationGuardrailDefinition())).Failure);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(404)]
    public async Task A_target_without_moderation_is_told_of(int status)
    {
        _vendor.Answer = (_, _, context) => FakeVendor.ErrorAsync(context, status, "none");

        Assert.Equal("not_set_up", (await JudgeAsync(new ModerationGuardrailDefinition())).Failure);
        Assert.Contains($"the target openai answers {status}", Assert.Single(_log.Lines).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_asked_is_told_once_a_minute()
    {
        for (var minute = 1; minute <= 2; minute++)
        {
            await JudgeAsync(new ModerationGuardrailDefinition(), "other");
            await JudgeAsync(new ModerationGuardrailDefinition(), "other");
            Assert.Equal(minute, _log.Lines.Count);
            _time.Advance(TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public async Task A_call_of_a_target_that_the_site_does_not_have_cannot_be_judged()
    {
        Assert.Equal("not_set_up", (await JudgeAsync(new ModerationGuardrailDefinition(), "other")).Failure);
        Assert.Empty(_vendor.Requests);
    }

    private Task<GuardVerdict> JudgeAsync(ModerationGuardrailDefinition definition, string configured = "openai")
    {
        var options = new TargetsOptions();
        options.Targets[configured] = new TargetOptions { ApiBaseUrl = _vendor.BaseUrl.ToString(), ApiKey = "literal:sk-test" };
        var judge = new ModerationJudge(new TargetCatalog(Options.Create(options)), _client, _complaints);
        var call = new SidebandCall(new ManualTimeProvider());
        call.Accept("desk", "1");
        var text = new JudgedText("caller", "", "item_1", "I will hit you.", IsWhole: true, Language: null);
        return judge.JudgeAsync(new GuardQuestion(call.Call, "desk", "safe", definition, text, static _ => throw new InvalidOperationException()), TestContext.Current.CancellationToken);
    }
}
