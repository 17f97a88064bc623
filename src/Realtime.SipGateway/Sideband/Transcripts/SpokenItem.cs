using System.Text;
using Realtime.SipGateway.Sideband.Guardrails;

namespace Realtime.SipGateway.Sideband.Transcripts;

/// <summary>The words of one item, as they came.</summary>
internal sealed class SpokenItem(string id)
{
    private readonly StringBuilder _words = new();

    public string Id { get; } = id;

    public string Text => _words.ToString();

    /// <summary>Something was said; blanks alone are nothing.</summary>
    public bool HasWords
    {
        get
        {
            foreach (var chunk in _words.GetChunks())
            {
                if (!chunk.Span.IsWhiteSpace())
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>What of it may be shown live.</summary>
    public PartialWords? Shown { get; set; }

    public void Append(string words) => _words.Append(words, 0, Math.Min(words.Length, CallerSpeech.MaxText - _words.Length));

    /// <summary>The service's last word on what was said.</summary>
    public void Replace(string words)
    {
        _words.Clear();
        Append(words);
    }
}
