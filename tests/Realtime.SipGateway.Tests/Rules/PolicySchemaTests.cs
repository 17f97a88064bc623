using System.Text.Json;
using System.Text.Json.Nodes;
using NJsonSchema;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Rules.Budgets;
using Realtime.SipGateway.Rules.Conditions;
using Realtime.SipGateway.Rules.Hours;
using Realtime.SipGateway.Rules.Lists;
using Realtime.SipGateway.Rules.Talk;
using Realtime.Testing;
using Xunit;

namespace Realtime.SipGateway.Tests.Rules;

/// <summary>The published schema, the document types and an independent validator agree.</summary>
public class PolicySchemaTests
{
    [Fact]
    public async Task An_independent_validator_accepts_the_sample_by_the_published_schema()
    {
        var schema = await JsonSchema.FromFileAsync(
            Path.Combine(AppContext.BaseDirectory, "schema", PolicySchema.FileName), TestContext.Current.CancellationToken);
        var text = await File.ReadAllTextAsync(
            Path.Combine(FolderRules.RepositoryRoot(), "policy.json"), TestContext.Current.CancellationToken);
        var sample = JsonNode.Parse(text, null, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip })!;

        Assert.Empty(schema.Validate(sample.ToJsonString()));
    }

    [Theory]
    [InlineData(typeof(PolicyDocument), null)]
    [InlineData(typeof(AgentDefinition), "agent")]
    [InlineData(typeof(TurnDetectionDefinition), "turn_detection")]
    [InlineData(typeof(HttpToolDefinition), "http_tool")]
    [InlineData(typeof(HangUpToolDefinition), "hang_up_tool")]
    [InlineData(typeof(TransferToolDefinition), "transfer_tool")]
    [InlineData(typeof(CollectDigitsToolDefinition), "collect_digits_tool")]
    [InlineData(typeof(SendToAgentToolDefinition), "send_to_agent_tool")]
    [InlineData(typeof(ScheduleCallbackToolDefinition), "schedule_callback_tool")]
    [InlineData(typeof(TakeMessageToolDefinition), "take_message_tool")]
    [InlineData(typeof(HttpAsyncToolDefinition), "http_async_tool")]
    [InlineData(typeof(McpToolDefinition), "mcp_tool")]
    [InlineData(typeof(PollDefinition), "poll")]
    [InlineData(typeof(FillerDefinition), "filler")]
    [InlineData(typeof(ApprovalDefinition), "approval")]
    [InlineData(typeof(SilenceDefinition), "silence")]
    [InlineData(typeof(SessionLimitDefinition), "session_limit")]
    [InlineData(typeof(ResultDefinition), "result")]
    [InlineData(typeof(PhraseGuardrailDefinition), "phrases_guardrail")]
    [InlineData(typeof(HttpGuardrailDefinition), "http_guardrail")]
    [InlineData(typeof(ModerationGuardrailDefinition), "moderation_guardrail")]
    [InlineData(typeof(TopicGuardrailDefinition), "topic_guardrail")]
    [InlineData(typeof(JailbreakGuardrailDefinition), "jailbreak_guardrail")]
    [InlineData(typeof(RuleDefinition), "rule")]
    [InlineData(typeof(RuleConditions), "conditions")]
    [InlineData(typeof(AcceptAction), "accept")]
    [InlineData(typeof(RejectAction), "reject")]
    [InlineData(typeof(SendAction), "send")]
    [InlineData(typeof(TimeWindowDefinition), "time_window")]
    [InlineData(typeof(LoadConditions), "load")]
    [InlineData(typeof(LoadLimit), "load_limit")]
    [InlineData(typeof(SplitDefinition), "split")]
    [InlineData(typeof(BudgetDefinition), "budget")]
    [InlineData(typeof(NumberListDefinition), "number_list")]
    [InlineData(typeof(HoursDefinition), "opening_hours")]
    [InlineData(typeof(WeeklyHoursDefinition), "weekly_hours")]
    [InlineData(typeof(SpecialDayDefinition), "special_day")]
    public void The_schema_has_the_properties_of_the_type_and_no_others(Type type, string? definition)
    {
        var schema = definition is null ? PolicySchema.Instance.Root : PolicySchema.Instance.Root.GetProperty("definitions").GetProperty(definition);
        var published = schema.GetProperty("properties").EnumerateObject().Select(property => property.Name).Where(name => name != "type" || definition == "turn_detection");

        var info = PolicyJson.Options.GetTypeInfo(type);

        Assert.Equal(info.Properties.Select(property => property.Name).Order(), published.Order());
        Assert.False(schema.GetProperty("additionalProperties").GetBoolean());
    }
}
