using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using Realtime.Sip.Messages;

namespace Realtime.SipGateway.Tests.Scenarios;

/// <summary>A caller on the trunk that speaks SIP text over a UDP socket: parser and writer are shared with the product, nothing else.</summary>
internal sealed class TrunkCaller : IAsyncDisposable
{
    /// <summary>An offer that OpenAI hears: SDES-SRTP, PCMU. Odd blanks and an unknown line show whether it is passed on byte for byte.</summary>
    public const string SrtpOffer =
        "v=0\r\no=caller 42 1 IN IP4 127.0.0.1\r\ns=a  test\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio 40000 RTP/SAVP 0 101\r\n"
        + "a=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\n"
        + "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz\r\na=x-unknown:kept\r\na=sendrecv\r\n";

    /// <summary>Far above what any step takes on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly UdpClient _socket;
    private readonly Channel<SipMessage> _inbox = Channel.CreateUnbounded<SipMessage>();
    private readonly CancellationTokenSource _closed = new();
    private readonly Task _receiving;
    private readonly string _tag = Guid.NewGuid().ToString("N");
    private SipRequest? _invite;
    private SipResponse? _answer;
    private uint _cseq = 1;

    public TrunkCaller(IPEndPoint gateway, IPAddress? from = null)
    {
        _socket = new UdpClient(new IPEndPoint(from ?? IPAddress.Loopback, 0));
        _socket.Connect(gateway);
        _receiving = ReceiveAsync();
    }

    public string CallId { get; } = Guid.NewGuid().ToString("N") + "@caller";

    /// <summary>The 200 OK.</summary>
    public SipResponse Answer => _answer ?? throw new InvalidOperationException("The call was not answered.");

    private string Local => _socket.Client.LocalEndPoint!.ToString()!;

    /// <summary>Sends an INVITE; what comes back is for <see cref="FinalAsync"/>.</summary>
    public async Task InviteAsync(string number = "+15550100", string? body = SrtpOffer, string from = "+15550199", params string[] headers)
    {
        var text = $"INVITE sip:{number}@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP {Local};branch=z9hG4bK{Guid.NewGuid():N};rport\r\nMax-Forwards: 70\r\n"
            + $"From: <sip:{from}@127.0.0.1>;tag={_tag}\r\nTo: <sip:{number}@127.0.0.1>\r\nCall-ID: {CallId}\r\nCSeq: {_cseq} INVITE\r\n"
            + $"Contact: <sip:caller@{Local}>\r\nAllow: INVITE, ACK, CANCEL, BYE, OPTIONS\r\n{string.Concat(headers.Select(header => header + "\r\n"))}"
            + (body is null ? "" : "Content-Type: application/sdp\r\n") + $"Content-Length: {body?.Length ?? 0}\r\n\r\n{body}";
        _invite = (SipRequest)Parse(Encoding.ASCII.GetBytes(text));
        await _socket.SendAsync(Encoding.ASCII.GetBytes(text));
    }

    /// <summary>The same INVITE as a new request with these headers: what follows a challenge.</summary>
    public async Task InviteAgainAsync(params string[] headers)
    {
        _cseq++;
        await InviteAsync(_invite!.RequestUri.User!, Encoding.ASCII.GetString(_invite.Body.Span), _invite.From.Uri.User!, headers);
    }

    /// <summary>INVITE, answer, ACK.</summary>
    public async Task<SipResponse> CallAsync(string number = "+15550100", string? body = SrtpOffer)
    {
        await InviteAsync(number, body);
        var answer = await FinalAsync();
        if (answer.StatusCode == 200)
        {
            await AcknowledgeAsync();
        }

        return answer;
    }

    /// <summary>The next provisional response with this status.</summary>
    public Task<SipResponse> ProvisionalAsync(int status) => ResponseAsync(response => response.StatusCode == status);

    /// <summary>The final response to the INVITE; a failure is acknowledged.</summary>
    public async Task<SipResponse> FinalAsync()
    {
        var final = await ResponseAsync(response => response.IsFinal && response.CSeq.Method == SipMethod.Invite);
        _answer = final;
        if (!final.IsSuccess)
        {
            await SendAsync(SipMethod.Ack, _invite!.TopVia.ToString(), final.To.ToString(), _cseq, _invite.RequestUri);
        }

        return final;
    }

    public Task AcknowledgeAsync() => SendAsync(SipMethod.Ack, null, Answer.To.ToString(), Answer.CSeq.Number, Answer.Contact!.Uri);

    public Task CancelAsync() => SendAsync(SipMethod.Cancel, _invite!.TopVia.ToString(), _invite.To.ToString(), _cseq, _invite.RequestUri);

    /// <summary>A re-INVITE with this offer; a 2xx is acknowledged.</summary>
    public async Task<SipResponse> OfferAsync(string body)
    {
        var number = ++_cseq;
        var text = $"INVITE {Answer.Contact!.Uri} SIP/2.0\r\nVia: SIP/2.0/UDP {Local};branch=z9hG4bK{Guid.NewGuid():N};rport\r\nMax-Forwards: 70\r\n"
            + $"From: {_invite!.From}\r\nTo: {Answer.To}\r\nCall-ID: {CallId}\r\nCSeq: {number} INVITE\r\nContact: <sip:caller@{Local}>\r\n"
            + $"Content-Type: application/sdp\r\nContent-Length: {body.Length}\r\n\r\n{body}";
        await _socket.SendAsync(Encoding.ASCII.GetBytes(text));
        var response = await ResponseAsync(answer => answer.IsFinal && answer.CSeq == new CSeq(number, SipMethod.Invite));
        await SendAsync(SipMethod.Ack, response.IsSuccess ? null : text.Split("Via: ")[1].Split("\r\n")[0], response.To.ToString(), number, Answer.Contact!.Uri);
        return response;
    }

    /// <summary>Acknowledges a reliable provisional response.</summary>
    public async Task<SipResponse> PrackAsync(SipResponse provisional)
    {
        var number = ++_cseq;
        var text = $"PRACK {provisional.Contact!.Uri} SIP/2.0\r\nVia: SIP/2.0/UDP {Local};branch=z9hG4bK{Guid.NewGuid():N};rport\r\nMax-Forwards: 70\r\n"
            + $"From: {_invite!.From}\r\nTo: {provisional.To}\r\nCall-ID: {CallId}\r\nCSeq: {number} PRACK\r\n"
            + $"RAck: {provisional.Headers.First(SipHeaderId.RSeq)} {provisional.CSeq}\r\nContent-Length: 0\r\n\r\n";
        await _socket.SendAsync(Encoding.ASCII.GetBytes(text));
        return await ResponseAsync(response => response.CSeq.Method == SipMethod.Prack);
    }

    public async Task<SipResponse> HangUpAsync()
    {
        await SendAsync(SipMethod.Bye, null, Answer.To.ToString(), ++_cseq, Answer.Contact!.Uri);
        return await ResponseAsync(response => response.CSeq.Method == SipMethod.Bye);
    }

    /// <summary>Waits for the other side's BYE and answers it.</summary>
    public async Task<SipRequest> ByeAsync()
    {
        var bye = await RequestAsync(SipMethod.Bye);
        await RespondAsync(bye, 200);
        return bye;
    }

    /// <summary>Waits for a request of the other side; it wants an answer.</summary>
    public async Task<SipRequest> RequestAsync(SipMethod method)
    {
        while (true)
        {
            if (await NextAsync() is SipRequest request && request.Method == method)
            {
                return request;
            }
        }
    }

    /// <summary>Answers a request of the other side.</summary>
    public async Task RespondAsync(SipRequest request, int status, string? body = null, params SipHeader[] headers)
    {
        var response = SipResponse.CreateFor(request, status);
        response.Headers.Add(SipHeaderId.Contact, $"<sip:caller@{Local}>");
        foreach (var header in headers)
        {
            response.Headers.Add(header);
        }

        if (body is not null)
        {
            response.Headers.Add(SipHeaderId.ContentType, SipMessage.SdpMediaType);
            response.Body = Encoding.ASCII.GetBytes(body);
        }

        await _socket.SendAsync(response.ToBytes());
    }

    /// <summary>True when nothing at all comes back for a second: the gateway stayed silent.</summary>
    public async Task<bool> HearsNothingAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        try
        {
            await _inbox.Reader.ReadAsync(limit.Token);
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    public async Task SendRawAsync(byte[] datagram) => await _socket.SendAsync(datagram);

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        await _receiving;
        _socket.Dispose();
        _closed.Dispose();
    }

    private static SipMessage Parse(byte[] bytes) =>
        SipParser.Parse(bytes).Message ?? throw new InvalidDataException(Encoding.ASCII.GetString(bytes));

    private async Task SendAsync(SipMethod method, string? via, string to, uint number, SipUri uri)
    {
        var text = $"{method.Name} {uri} SIP/2.0\r\nVia: {via ?? $"SIP/2.0/UDP {Local};branch=z9hG4bK{Guid.NewGuid():N};rport"}\r\nMax-Forwards: 70\r\n"
            + $"From: {_invite!.From}\r\nTo: {to}\r\nCall-ID: {CallId}\r\nCSeq: {number} {method.Name}\r\nContent-Length: 0\r\n\r\n";
        await _socket.SendAsync(Encoding.ASCII.GetBytes(text));
    }

    private async Task<SipResponse> ResponseAsync(Func<SipResponse, bool> wanted)
    {
        while (true)
        {
            if (await NextAsync() is SipResponse response && wanted(response))
            {
                return response;
            }
        }
    }

    private async Task<SipMessage> NextAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            return await _inbox.Reader.ReadAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Nothing came within {Patience}.");
        }
    }

    private async Task ReceiveAsync()
    {
        while (!_closed.IsCancellationRequested)
        {
            try
            {
                var received = await _socket.ReceiveAsync(_closed.Token);
                _inbox.Writer.TryWrite(Parse(received.Buffer));
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (SocketException)
            {
                // Nobody listens yet at the other end: the next datagram will tell.
            }
        }
    }
}
