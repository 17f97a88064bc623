using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Polly;
using Polly.Retry;
using Realtime.SipGateway.Calls.Events;

namespace Realtime.SipGateway.OpenAi.Texts;

/// <summary>
/// Asks text models by the Responses API of a target, with its key and its trust (<c>POST /responses</c>). Failure is a value. What may pass is tried
/// again a few times within the time that the asker gives.
/// </summary>
internal sealed class TextModelClient : IDisposable
{
    /// <summary>Beyond it the outage is longer than a hiccup: who asks comes back later.</summary>
    public const int MaxRetries = 2;

    /// <summary>Many times what fits into <see cref="TextQuestion.MaxOutputTokens"/>.</summary>
    private const int MaxAnswer = 1024 * 1024;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);

    /// <summary>Who asks for more is asked again later.</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(20);

    private readonly TargetHttp _http;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline<TextAnswer> _pipeline;

    public TextModelClient(TimeProvider time)
        : this(time, handler: null)
    {
    }

    /// <param name="time">The clock.</param>
    /// <param name="handler">What sends requests instead of connections, for tests.</param>
    internal TextModelClient(TimeProvider time, Func<Target, HttpMessageHandler>? handler)
    {
        _http = new TargetHttp(handler);
        _time = time;
        _pipeline = new ResiliencePipelineBuilder<TextAnswer> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<TextAnswer>
            {
                MaxRetryAttempts = MaxRetries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = FirstDelay,
                ShouldHandle = static args => ValueTask.FromResult(
                    args.Outcome.Result is { Verdict: TextVerdict.Unavailable } answer && !(answer.RetryAfter > LongestDelay)),
                DelayGenerator = static args => ValueTask.FromResult(args.Outcome.Result?.RetryAfter),
            })
            .Build();
    }

    /// <param name="target">Whose API, and at whose cost.</param>
    /// <param name="question">The question.</param>
    /// <param name="within">How long it may take in all.</param>
    /// <param name="paid">Told at once of each answer that was paid for, also of those that are of no use and asked for again.</param>
    /// <param name="stopping">The gateway stops; throws.</param>
    public async Task<TextAnswer> AskAsync(Target target, TextQuestion question, TimeSpan within, Action<ResponseFinished> paid, CancellationToken stopping)
    {
        if (within <= TimeSpan.Zero)
        {
            return TextAnswer.NotNow("no time is left for it");
        }

        using var deadline = new CancellationTokenSource(within, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stopping);
        TextAnswer? last = null;
        try
        {
            return await _pipeline.ExecuteAsync(async token => last = await TryAsync(target, question, paid, token), either.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            return last ?? TextAnswer.NotNow($"no answer within {within.TotalSeconds:0} s");
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<TextAnswer> TryAsync(Target target, TextQuestion question, Action<ResponseFinished> paid, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(target.ApiBaseUrl, "responses"));
        request.Headers.TryAddWithoutValidation("X-Client-Request-Id", question.RequestId);
        request.Content = new ByteArrayContent(question.ToJson()) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        try
        {
            using var response = await _http.SendAsync(target, request, cancellationToken);
            var body = await ReadAsync(response, response.IsSuccessStatusCode ? MaxAnswer : VendorError.MaxBytes, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                return TextAnswer.Failed((int)response.StatusCode, VendorError.Parse(body.Span), RetryAfter(response));
            }

            using var json = JsonDocument.Parse(body);
            var answer = TextAnswer.Read(json.RootElement, question.Model);
            if (answer.Usage is { } usage)
            {
                paid(usage);
            }

            return answer;
        }
        catch (JsonException)
        {
            return TextAnswer.NotNow("the answer is no JSON");
        }
        catch (HttpRequestException fault)
        {
            return TextAnswer.NotNow($"the service cannot be reached ({fault.HttpRequestError})");
        }
        catch (IOException)
        {
            return TextAnswer.NotNow("the connection broke");
        }
        catch (InvalidOperationException)
        {
            return TextAnswer.NotNow($"the API key of target {target.Name} cannot be read");
        }
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, int limit, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int count;
        while (buffer.Length < limit && (count = await stream.ReadAsync(chunk, cancellationToken)) > 0)
        {
            buffer.Write(chunk, 0, count);
        }

        return buffer.ToArray();
    }

    /// <summary>Seconds or a date (RFC 9110 §10.2.3).</summary>
    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.StatusCode is not (HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable)
        ? null
        : response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } when date > _time.GetUtcNow() => date - _time.GetUtcNow(),
            _ => null,
        };
}
