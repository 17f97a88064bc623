using System.Text.Json.Serialization;
using Realtime.SipGateway.Calls;
using Realtime.SipGateway.Calls.Events;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Rules.DryRuns;
using Realtime.SipGateway.Rules.Versions;

namespace Realtime.SipGateway.Api.Policies;

/// <summary>JSON of what the API says about the policy, in the style of the rest. What it takes in documents is read as the policy itself is.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(CallIdJsonConverter), typeof(SnakeCaseEnumConverter<PolicySource>), typeof(SnakeCaseEnumConverter<PolicyChangeKind>)])]
[JsonSerializable(typeof(PolicyVersionView))]
[JsonSerializable(typeof(PolicyVersionPage))]
[JsonSerializable(typeof(PolicyPublicationView))]
[JsonSerializable(typeof(PolicyValidationView))]
[JsonSerializable(typeof(PolicyDraftView))]
[JsonSerializable(typeof(PolicyDiffView))]
[JsonSerializable(typeof(PublishRequest))]
[JsonSerializable(typeof(RollbackRequest))]
[JsonSerializable(typeof(ListSummaries))]
[JsonSerializable(typeof(ListView))]
[JsonSerializable(typeof(ListChangeView))]
[JsonSerializable(typeof(HoursSummaries))]
[JsonSerializable(typeof(DryRunReport))]
[JsonSerializable(typeof(IReadOnlyList<PolicyFault>))]
internal sealed partial class PolicyApiJson : JsonSerializerContext;
