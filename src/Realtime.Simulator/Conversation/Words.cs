namespace Realtime.Simulator.Conversation;

/// <summary>Cuts a text into pieces as a model streams it: words with the blank before them.</summary>
internal static class Words
{
    public static IEnumerable<string> Split(string text)
    {
        var start = 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (text[i] == ' ' && text[i - 1] != ' ')
            {
                yield return text[start..i];
                start = i;
            }
        }

        if (start < text.Length)
        {
            yield return text[start..];
        }
    }
}
