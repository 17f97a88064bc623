using System.Net;
using System.Security.Cryptography;

namespace Realtime.Simulator.Media;

/// <summary>
/// The media side of a caller program: makes an offer, takes the answer, then speaks what is put into <see cref="Speech"/> and hears.
/// The signalling that carries both bodies is the caller's own.
/// </summary>
public sealed class MediaEndpoint : IRtpListener, IAsyncDisposable
{
    private readonly RtpSession _rtp;
    private readonly SpeechDetector _detector = new();
    private readonly List<short> _heard = [];
    private readonly Lock _gate = new();
    private readonly SdesCrypto _crypto = SdesCrypto.Generate(1);
    private MediaOfferOptions _offered = new();
    private string _digits = string.Empty;

    public MediaEndpoint(IPAddress address, TimeProvider? time = null) => _rtp = new RtpSession(address, time);

    /// <summary>What is to be said; sent at the pace of speech.</summary>
    public PendingAudio Speech { get; } = new();

    /// <summary>Where the other side is asked to send.</summary>
    public IPEndPoint LocalEndPoint => _rtp.LocalEndPoint;

    /// <summary>Packets and bytes so far.</summary>
    public RtpCounters Counters => _rtp.Counters;

    /// <summary>How much speech (not silence) was heard.</summary>
    public TimeSpan SpeechHeard
    {
        get
        {
            lock (_gate)
            {
                return _detector.SpeechHeard;
            }
        }
    }

    /// <summary>True while the other side speaks.</summary>
    public bool IsHearingSpeech
    {
        get
        {
            lock (_gate)
            {
                return _detector.IsSpeaking;
            }
        }
    }

    /// <summary>Keys that the other side pressed.</summary>
    public string DigitsHeard
    {
        get
        {
            lock (_gate)
            {
                return _digits;
            }
        }
    }

    /// <summary>Everything heard, at most ten minutes.</summary>
    public short[] Heard
    {
        get
        {
            lock (_gate)
            {
                return [.. _heard];
            }
        }
    }

    /// <summary>The SDP to put into an INVITE.</summary>
    public string CreateOffer(MediaOfferOptions? options = null)
    {
        _offered = options ?? _offered;
        return AudioSdp.Write(new AudioLine("caller", _rtp.LocalEndPoint, _offered.Codecs)
        {
            SessionId = RandomNumberGenerator.GetInt32(int.MaxValue),
            DigitPayloadType = _offered.Digits ? AudioSdp.UsualDigitPayloadType : null,
            Crypto = _offered.Security == MediaSecurity.Srtp ? _crypto : null,
        });
    }

    /// <summary>Takes the answer and starts media.</summary>
    /// <exception cref="InvalidDataException">The answer does not fit the offer.</exception>
    public void ReadAnswer(string sdp)
    {
        if (!AudioDescription.TryParse(sdp, out var answer) || answer.Codec is not { } codec)
        {
            throw new InvalidDataException("The answer has no audio line with PCMU or PCMA.");
        }

        if (_offered.Security == MediaSecurity.Srtp && (!answer.IsSavp || answer.Cryptos.Count != 1))
        {
            throw new InvalidDataException("SRTP was offered, and the answer has no key.");
        }

        var protects = _offered.Security == MediaSecurity.Srtp;
        _rtp.Start(
            new RtpPath(answer.Address!, codec)
            {
                DigitPayloadType = answer.DigitPayloadType,
                SendKey = protects ? _crypto : null,
                ReceiveKey = protects ? answer.Cryptos[0] : null,
            },
            Speech,
            this);
    }

    /// <summary>Presses keys.</summary>
    public void SendDigits(string digits) => _rtp.SendDigits(digits);

    public ValueTask DisposeAsync() => _rtp.DisposeAsync();

    void IRtpListener.OnAudio(ReadOnlySpan<short> samples)
    {
        lock (_gate)
        {
            _detector.Feed(samples);
            if (_heard.Count + samples.Length <= PendingAudio.Capacity)
            {
                _heard.AddRange(samples);
            }
        }
    }

    void IRtpListener.OnDigit(char digit)
    {
        lock (_gate)
        {
            _digits = _digits.Length < 1000 ? _digits + digit : _digits;
        }
    }
}
