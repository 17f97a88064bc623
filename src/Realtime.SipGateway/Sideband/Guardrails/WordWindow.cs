namespace Realtime.SipGateway.Sideband.Guardrails;

/// <summary>
/// The last words of one item for <see cref="WordPatterns"/>. A match that ends where the words end so far may go on: it counts with the next
/// piece, or when the item is complete.
/// </summary>
internal sealed class WordWindow(WordPatterns patterns)
{
    /// <summary>The longest thing that is looked for, an address spelled out; what is older was looked at.</summary>
    public const int Length = 512;

    private string _words = "";

    /// <summary>Takes the next piece: what is matched now, and what was before as long as it can be seen.</summary>
    public List<GuardHit> Feed(string piece)
    {
        _words += piece;
        var text = GuardedText.Clean(_words);
        var isOpen = text.Length > 0 && char.IsLetterOrDigit(text[^1]);
        List<GuardHit> hits = [.. patterns.Find(text).Where(found => !isOpen || found.End < text.Length).Select(found => found.Hit)];
        Trim();
        return hits;
    }

    /// <summary>The item has no more words.</summary>
    public List<GuardHit> End() => [.. patterns.Find(GuardedText.Clean(_words)).Select(found => found.Hit)];

    /// <summary>Between words: half a word could match what the whole does not.</summary>
    private void Trim()
    {
        if (_words.Length <= Length * 2)
        {
            return;
        }

        var blank = _words.IndexOf(' ', _words.Length - Length);
        _words = blank < 0 ? _words[^Length..] : _words[blank..];
    }
}
