using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Conversation;
using Realtime.SipGateway.Egress;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Sideband.Control;
using Realtime.SipGateway.Sideband.Guardrails.Judged;
using Realtime.SipGateway.Sideband.Tools;
using Realtime.SipGateway.Sideband.Tools.Later;
using Realtime.SipGateway.Sideband.Tools.Mcp;

namespace Realtime.SipGateway.Sideband;

internal static class SidebandExtensions
{
    /// <summary>
    /// A sideband for every accepted call, with tools, guardrails and transcripts. Sections <c>Sideband</c>, <c>Egress</c>,
    /// <c>Secrets</c>, <c>McpServers</c> and <c>ToolCallbacks</c>.
    /// Needs calls, rules, targets an <see cref="IToolLedger"/> , <see cref="ICallerRequests"/> and <see cref="IToolExecutions"/>.
    /// </summary>
    public static IServiceCollection AddSideband(this IServiceCollection services)
    {
        services.AddOptions<SidebandOptions>().BindConfiguration(SidebandOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SidebandOptions>, SidebandOptionsValidator>();
        services.AddSingleton<IValidateOptions<SidebandOptions>, SidebandCapacityValidator>();
        services.AddOptions<EgressOptions>().BindConfiguration(EgressOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<EgressOptions>, EgressOptionsValidator>();
        services.AddOptions<SecretsOptions>()
            .Configure<IConfiguration>(static (options, configuration) =>
                configuration.GetSection(SecretsOptions.Section).Bind(options.Secrets))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<SecretsOptions>, SecretsOptionsValidator>();

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<EgressPolicy>();
        services.AddSingleton<NamedSecrets>();
        services.AddSingleton(static provider =>
        {
            var egress = provider.GetRequiredService<EgressPolicy>();
            return new HttpToolClient(
                new EgressConnector(egress).CreateHandler(), egress, provider.GetRequiredService<NamedSecrets>(),
                provider.GetRequiredService<TimeProvider>());
        });
        services.AddSingleton<IToolHandler, HttpToolHandler>();
        services.AddSingleton<IToolHandler, TransferHandler>();
        services.AddSingleton<IToolHandler, HangUpHandler>();
        services.AddSingleton<IToolHandler, CollectDigitsHandler>();
        services.AddSingleton<IToolHandler, SendToAgentHandler>();
        services.AddSingleton<IToolHandler, ScheduleCallbackHandler>();
        services.AddSingleton<IToolHandler, TakeMessageHandler>();
        services.AddMcpServers();
        services.AddLateResults();
        services.AddSingleton<ToolApprovals>();
        services.AddSingleton<IToolApprovals>(static provider => provider.GetRequiredService<ToolApprovals>());
        services.AddSingleton<ToolRunner>();
        services.AddSingleton<ConversationControls>();
        services.AddSingleton<ICallConversation>(static provider => provider.GetRequiredService<ConversationControls>());
        services.AddSingleton<JudgeComplaints>();
        services.AddSingleton<IGuardJudge, HttpGuardJudge>();
        services.AddSingleton<IGuardJudge, ModerationJudge>();
        services.AddSingleton<IGuardJudge, ModelJudge<TopicGuardrailDefinition>>();
        services.AddSingleton<IGuardJudge, ModelJudge<JailbreakGuardrailDefinition>>();
        services.AddSingleton<GuardJudges>();
        services.AddSingleton<SidebandServices>();
        services.AddSingleton<SidebandAgents>();
        services.AddSingleton<SidebandMetrics>();
        services.AddSingleton<ISidebandConnector, WebSocketConnector>();
        services.AddSingleton<SidebandService>();
        services.AddSingleton<ICallObserver>(static provider => provider.GetRequiredService<SidebandService>());
        services.AddHostedService(static provider => provider.GetRequiredService<SidebandService>());
        return services;
    }
}
