using System.Security.Cryptography;
using System.Text;
using Polly;
using Polly.CircuitBreaker;
using Realtime.SipGateway.Calls.Outgoing;
using Realtime.SipGateway.Secrets;

namespace Realtime.SipGateway.AfterCall;

/// <summary>A configured endpoint, ready to be used.</summary>
internal sealed class OutgoingEndpoint
{
    /// <summary>With fewer requests a minute nothing can be said about an endpoint.</summary>
    private const int MinimumThroughput = 8;

    private const double FailureRatio = 0.8;

    private static readonly TimeSpan Sampling = TimeSpan.FromMinutes(1);

    /// <summary>How long an endpoint in trouble is left alone, so that attempts are not used up for nothing.</summary>
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(30);

    private readonly string[] _events;
    private readonly string[] _agents;

    public OutgoingEndpoint(string name, OutgoingEndpointOptions options, TimeProvider time)
    {
        Name = name;
        Url = new Uri(options.Url);
        Address = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Url.AbsoluteUri)));
        Signer = new OutgoingSigner(options.Secrets.Select(SecretReference.Parse));
        Timeout = TimeSpan.FromMilliseconds(options.TimeoutMs);
        MaxAttempts = options.MaxAttempts;
        MaxRequests = options.MaxRequests;
        _events = options.Events.Count == 0 ? OutgoingOptionsValidator.UsualEvents : [.. options.Events.Distinct()];
        _agents = [.. options.Agents];
        Parts = options.Include.Count == 0 ? OutgoingOptionsValidator.Parts.ToHashSet() : options.Include.ToHashSet();
        Pipeline = new ResiliencePipelineBuilder<OutgoingReply> { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<OutgoingReply>
            {
                FailureRatio = FailureRatio,
                MinimumThroughput = MinimumThroughput,
                SamplingDuration = Sampling,
                BreakDuration = Break,
                ShouldHandle = static args => ValueTask.FromResult(args.Outcome.Result?.IsTrouble == true),
            })
            .Build();
    }

    public string Name { get; }

    public Uri Url { get; }

    /// <summary>What the store knows the address by.</summary>
    public string Address { get; }

    public OutgoingSigner Signer { get; }

    public TimeSpan Timeout { get; }

    public int MaxAttempts { get; }

    public int MaxRequests { get; }

    /// <summary>What <c>call.ended</c> and <c>call.summarized</c> carry.</summary>
    public IReadOnlySet<string> Parts { get; }

    public ResiliencePipeline<OutgoingReply> Pipeline { get; }

    public IReadOnlyList<string> Events => _events;

    /// <summary>The end of a call is told with what was made of it, unless that is told by an event of its own.</summary>
    public bool WaitsForResult => (Parts.Contains("summary") || Parts.Contains("outcome")) && !_events.Contains(OutgoingTypes.Summarized);

    /// <summary>Whether it only wants calls of some agents.</summary>
    public bool AsksForAgents => _agents.Length > 0;

    /// <summary>The address without its query, which may hold a secret.</summary>
    public string ShownUrl => Url.GetLeftPart(UriPartial.Path);

    public bool Wants(OutgoingFact fact, string? agent) =>
        _events.Contains(fact.Type) && (_agents.Length == 0 || (agent is not null && _agents.Contains(agent)));
}
