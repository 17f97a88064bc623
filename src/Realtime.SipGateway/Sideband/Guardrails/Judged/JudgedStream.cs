using System.Buffers;
using System.Text;

namespace Realtime.SipGateway.Sideband.Guardrails.Judged;

/// <summary>The agent's words of one item, and when there are enough new ones to ask about: at the end of a sentence, or after some length.</summary>
internal sealed class JudgedStream
{
    /// <summary>About ten seconds of speech.</summary>
    private const int MaxUnasked = 160;

    /// <summary>"Yes." alone is not worth a question; it is asked about with what follows.</summary>
    private const int MinUnasked = 12;

    private static readonly SearchValues<char> Ends = SearchValues.Create(".!?;\u2026\u3002\uff01\uff1f\u061f\u0964\n");

    private readonly StringBuilder _words = new();
    private int _asked;

    /// <summary>Takes the next piece; the words so far when it is time to ask about them, else null.</summary>
    public string? Feed(string piece)
    {
        if (_words.Length < JudgedGuards.MaxText)
        {
            _words.Append(piece);
        }

        var fresh = _words.Length - _asked;
        if (fresh < MinUnasked || (fresh < MaxUnasked && !piece.AsSpan().ContainsAny(Ends)))
        {
            return null;
        }

        _asked = _words.Length;
        return _words.ToString();
    }

    /// <summary>True when this is not more than what was asked about.</summary>
    public bool Covers(string whole) => _asked > 0 && _asked == whole.Length;
}
