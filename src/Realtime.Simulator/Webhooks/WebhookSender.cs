using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using Realtime.Simulator.Calls;
using Realtime.Simulator.Settings;
using Realtime.Simulator.Story;

namespace Realtime.Simulator.Webhooks;

/// <summary>Announces calls. A delivery that is not answered 2xx is repeated with growing pauses, with the same id and a new timestamp.</summary>
internal sealed class WebhookSender : IAsyncDisposable
{
    /// <summary>As documented: no longer than three days.</summary>
    private static readonly TimeSpan GivesUpAfter = TimeSpan.FromHours(72);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly IOptions<SimulatorOptions> _options;
    private readonly FaultSwitches _faults;
    private readonly Timeline _timeline;
    private readonly TimeProvider _time;
    private readonly ILogger<WebhookSender> _logger;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = Patience };
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, byte> _deliveries = new();

    public WebhookSender(
        IOptions<SimulatorOptions> options, FaultSwitches faults, Timeline timeline, TimeProvider time, ILogger<WebhookSender> logger)
    {
        (_options, _faults, _timeline, _time, _logger) = (options, faults, timeline, time, logger);
    }

    /// <summary>Announces a ringing call; returns at once.</summary>
    public void Announce(SimulatedCall call)
    {
        var faults = _faults.Current;
        if (_options.Value.WebhookUrl.Length == 0 || faults.NoWebhook)
        {
            _timeline.Add(call.Id, "webhook", "not sent");
            return;
        }

        var body = WebhookBody.Incoming(call, faults.MediaSecurity, _time.GetUtcNow());
        var id = Ids.NewHex("wh_", 32);
        for (var copy = 0; copy < (faults.DuplicateWebhook ? 2 : 1); copy++)
        {
            var delivery = DeliverAsync(call.Id, id, body, TimeSpan.FromMilliseconds(faults.LateWebhookMs));
            _deliveries.TryAdd(delivery, 0);
            delivery.ContinueWith(done => _deliveries.TryRemove(done, out _), TaskScheduler.Default);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_deliveries.Keys);
        _http.Dispose();
        _stop.Dispose();
    }

    private async Task DeliverAsync(string callId, string id, byte[] body, TimeSpan delay)
    {
        try
        {
            if (delay > TimeSpan.Zero)
            {
                await Task.Delay(delay, _time, _stop.Token);
            }

            var began = _time.GetTimestamp();
            for (var pause = FirstPause; !await TryAsync(callId, id, body) && _time.GetElapsedTime(began) < GivesUpAfter; pause *= 2)
            {
                await Task.Delay(pause < LongestPause ? pause : LongestPause, _time, _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The simulator stops.
        }
    }

    private async Task<bool> TryAsync(string callId, string id, byte[] body)
    {
        using var request = Request(id, body);
        try
        {
            using var response = await _http.SendAsync(request, _stop.Token);
            _timeline.Add(callId, "webhook", "answered", ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture));
            if (response.IsSuccessStatusCode)
            {
                return true;
            }

            _logger.Refused(callId, (int)response.StatusCode);
        }
        catch (Exception fault) when (fault is HttpRequestException || (fault is OperationCanceledException && !_stop.IsCancellationRequested))
        {
            _timeline.Add(callId, "webhook", "failed", fault.Message);
            _logger.Failed(callId, fault.Message);
        }

        return false;
    }

    private HttpRequestMessage Request(string id, byte[] body)
    {
        var faults = _faults.Current;
        var timestamp = _time.GetUtcNow().ToUnixTimeSeconds();
        var wrong = WebhookSignature.Sign("another secret", id, timestamp, body);
        var right = WebhookSignature.Sign(_options.Value.WebhookSecret, id, timestamp, body);
        var request = new HttpRequestMessage(HttpMethod.Post, _options.Value.WebhookUrl)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
            Version = HttpVersion.Version11,
        };
        request.Headers.TryAddWithoutValidation("User-Agent", "OpenAI/1.0 (+https://platform.openai.com/docs/webhooks)");
        request.Headers.TryAddWithoutValidation("webhook-id", id);
        request.Headers.TryAddWithoutValidation("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation(
            "webhook-signature", faults.WrongSignature ? wrong : faults.TwoSignatures ? $"{wrong} {right}" : right);
        return request;
    }
}
