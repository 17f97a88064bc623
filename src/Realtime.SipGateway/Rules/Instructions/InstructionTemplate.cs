using System.Text;

namespace Realtime.SipGateway.Rules.Instructions;

/// <summary>
/// A text with slots: <c>{{caller.name}}</c>; <c>{{{{</c> stands for two braces. It is read once, and what is filled in is never read again: a value that
/// holds braces stays a value.
/// </summary>
internal sealed class InstructionTemplate
{
    private const string Open = "{{";
    private const string Close = "}}";

    /// <summary>Longer ones are no slots but a brace that was forgotten.</summary>
    private const int MaxSlot = 128;

    private readonly List<(string Text, TemplateSlot? Slot)> _parts = [];

    private InstructionTemplate()
    {
    }

    public IEnumerable<TemplateSlot> Slots => _parts.Select(static part => part.Slot).OfType<TemplateSlot>();

    public bool HoldsCallerData => Slots.Any(static slot => slot.IsCallerData);

    /// <summary>The most characters that it can render to.</summary>
    public int LongestText => _parts.Sum(static part => part.Slot is null ? part.Text.Length : CallerDataText.LongestOf(part.Slot));

    /// <param name="text">As the document has it.</param>
    /// <param name="onFault">Told of each slot that means nothing; the text stays as it is there.</param>
    public static InstructionTemplate Parse(string text, Action<string, string, string?>? onFault = null)
    {
        var template = new InstructionTemplate();
        var plain = new StringBuilder();
        var at = 0;
        while (text.IndexOf(Open, at, StringComparison.Ordinal) is >= 0 and var open)
        {
            plain.Append(text, at, open - at);
            at = open + Open.Length;
            if (string.CompareOrdinal(text, at, Open, 0, Open.Length) == 0)
            {
                plain.Append(Open);
                at += Open.Length;
                continue;
            }

            var close = text.IndexOf(Close, at, Math.Min(MaxSlot, text.Length - at), StringComparison.Ordinal);
            if (close < 0)
            {
                onFault?.Invoke(Open + text[at..Math.Min(text.Length, at + 20)], "is not closed", "write }} behind the name, or {{{{ where two braces are meant");
                plain.Append(Open);
                continue;
            }

            var written = text[at..close];
            if (SlotReader.TryRead(written, out var slot, out var fault))
            {
                template.Flush(plain);
                template._parts.Add(("", slot));
            }
            else
            {
                onFault?.Invoke(Open + written + Close, fault!.Value.Why, fault.Value.Advice);
            }

            at = close + Close.Length;
        }

        plain.Append(text, at, text.Length - at);
        template.Flush(plain);
        return template;
    }

    public string Render(Func<TemplateSlot, string?> value)
    {
        if (_parts is [(var only, null)])
        {
            return only;
        }

        var text = new StringBuilder();
        foreach (var (plain, slot) in _parts)
        {
            if (slot is null)
            {
                text.Append(plain);
            }
            else if (slot.IsCallerData)
            {
                CallerDataText.Append(text, value(slot), slot);
            }
            else
            {
                text.Append(value(slot));
            }
        }

        return text.ToString();
    }

    private void Flush(StringBuilder plain)
    {
        if (plain.Length > 0)
        {
            _parts.Add((plain.ToString(), null));
            plain.Clear();
        }
    }
}
