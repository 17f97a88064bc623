using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Polly;
using Polly.Retry;
using Realtime.SipGateway.Egress;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>
/// Makes a tool's request under the site's rules: allowed host, allowed address, no redirect, one deadline, a bounded answer. It is tried
/// again only when the tool is idempotent.
/// </summary>
internal sealed class HttpToolClient : IDisposable
{
    public const string SecretPrefix = "secret:";

    /// <summary>Beside the first try; a caller waits meanwhile.</summary>
    private const int MaxRetries = 2;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly HttpMessageInvoker _http;
    private readonly EgressPolicy _egress;
    private readonly NamedSecrets _secrets;
    private readonly TimeProvider _time;
    private readonly ResiliencePipeline<ToolOutput> _retry;

    public HttpToolClient(HttpMessageHandler handler, EgressPolicy egress, NamedSecrets secrets, TimeProvider time)
    {
        _http = new HttpMessageInvoker(handler);
        _egress = egress;
        _secrets = secrets;
        _time = time;
        _retry = new ResiliencePipelineBuilder<ToolOutput> { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions<ToolOutput>
            {
                MaxRetryAttempts = MaxRetries,
                Delay = FirstPause,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = static args => ValueTask.FromResult(
                    args.Outcome.Exception is TransientToolException or HttpRequestException { InnerException: not EgressRefusedException }),
            })
            .Build();
    }

    /// <summary>Runs the tool; every failure is an output that tells the model.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="run">Its arguments and what they are for.</param>
    /// <param name="callback">Headers for a tool that answers later; null for one that answers at once.</param>
    /// <param name="cancellationToken">Gives the request up.</param>
    public async Task<ToolOutput> RunAsync(
        HttpTool tool, ToolRun run, IReadOnlyDictionary<string, string>? callback, CancellationToken cancellationToken)
    {
        var slots = new ToolSlots(run.Arguments, run.Call, run.Context);
        var (uri, fault) = tool.Url.Fill(slots);
        if (uri is null)
        {
            return ToolOutput.Failed(fault!);
        }

        if (!_egress.AllowsHost(uri))
        {
            return ToolOutput.Failed("The site does not allow this tool's host.");
        }

        (var body, fault) = BodyOf(tool, run, slots);
        if (fault is not null)
        {
            return ToolOutput.Failed(fault);
        }

        var send = new ToolRequest(new HttpMethod(tool.Http.Method), uri, body, tool.Http, run.IdempotencyKey, callback);
        return await RunAsync(send, cancellationToken);
    }

    /// <summary>Sends the request, again where the tool allows it.</summary>
    public async Task<ToolOutput> RunAsync(ToolRequest send, CancellationToken cancellationToken)
    {
        if (!_egress.AllowsHost(send.Uri))
        {
            return ToolOutput.Failed("The site does not allow this tool's host.");
        }

        var timeoutMs = send.Definition.TimeoutMs;
        using var deadline = new CancellationTokenSource(TimeSpan.FromMilliseconds(timeoutMs), _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return send.Definition.Idempotent
                ? await _retry.ExecuteAsync(async token => await TryAsync(send, token), either.Token)
                : await TryAsync(send, either.Token);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            return ToolOutput.Failed($"The service did not answer within {timeoutMs} ms.");
        }
        catch (TransientToolException problem)
        {
            return problem.Output;
        }
        catch (HttpRequestException problem)
        {
            return ToolOutput.Failed(problem.InnerException is EgressRefusedException
                ? "The site does not allow this tool's address."
                : "The service could not be reached.");
        }
        catch (Exception problem) when (problem is IOException or DecoderFallbackException)
        {
            return ToolOutput.Failed(problem is IOException ? "The connection to the service broke." : "The service's answer is no text.");
        }
    }

    public void Dispose() => _http.Dispose();

    private static (byte[]? Body, string? Fault) BodyOf(HttpTool tool, ToolRun run, ToolSlots slots)
    {
        if (tool.Http.Method is "GET" or "DELETE")
        {
            return (null, null);
        }

        return tool.Body is { } template ? template.Fill(slots) : (StrictUtf8.GetBytes(run.Arguments.GetRawText()), null);
    }

    private async Task<ToolOutput> TryAsync(ToolRequest send, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(send.Method, send.Uri);
        if (AddHeaders(request, send.Definition, send.Uri) is { } fault)
        {
            // Where the site keeps its secrets is not the model's business.
            return ToolOutput.Failed("The tool is not set up.") with { SetUpFault = fault };
        }

        request.Headers.TryAddWithoutValidation("Idempotency-Key", send.IdempotencyKey);
        foreach (var (name, value) in send.Callback ?? new Dictionary<string, string>())
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (send.Body is { } body)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        }

        using var response = await _http.SendAsync(request, cancellationToken);
        var text = await ReadBodyAsync(response.Content, send.Definition.MaxResponseBytes, cancellationToken);
        return text is null
            ? ToolOutput.Failed($"The service's answer is longer than {send.Definition.MaxResponseBytes} bytes.", (int)response.StatusCode) with { IsFinal = true }
            : Judge(response.StatusCode, text);
    }

    private string? AddHeaders(HttpRequestMessage request, HttpToolDefinition tool, Uri uri)
    {
        foreach (var (name, value) in tool.Headers)
        {
            var text = value;
            if (value.StartsWith(SecretPrefix, StringComparison.Ordinal))
            {
                var (secret, fault) = _secrets.For(value[SecretPrefix.Length..], uri);
                if (secret is null)
                {
                    return $"The tool's header {name} cannot be filled: {fault}.";
                }

                text = secret;
            }

            if (text.Any(char.IsControl) || !request.Headers.TryAddWithoutValidation(name, text))
            {
                return $"The tool's header {name} is not allowed.";
            }
        }

        return null;
    }

    private static ToolOutput Judge(HttpStatusCode status, string body)
    {
        var code = (int)status;
        if (code is >= 200 and < 300)
        {
            return ToolOutput.Done(body.Length > 0 ? body : $$"""{"status":{{code}}}""") with { Status = code };
        }

        var failed = ToolOutput.Failed($"The service answered {code}.", code, body) with { IsFinal = code is >= 400 and < 500 and not (408 or 429) };
        return status is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError
            ? throw new TransientToolException(failed)
            : failed;
    }

    /// <summary>Null when it is longer than allowed; not a byte more is read then.</summary>
    private static async Task<string?> ReadBodyAsync(HttpContent content, int maxBytes, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > maxBytes)
        {
            return null;
        }

        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var bytes = new byte[maxBytes + 1];
        var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return length > maxBytes ? null : StrictUtf8.GetString(bytes, 0, length);
    }
}
