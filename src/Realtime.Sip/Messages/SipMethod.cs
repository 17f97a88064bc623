using System.Text;

namespace Realtime.Sip.Messages;

/// <summary>A request method (RFC 3261 §7.1): case-sensitive; the well-known ones share one string each, others are kept by name.</summary>
public readonly struct SipMethod : IEquatable<SipMethod>
{
    private readonly string? _name;

    private SipMethod(string name) => _name = name;

    public static SipMethod Invite { get; } = new("INVITE");

    public static SipMethod Ack { get; } = new("ACK");

    public static SipMethod Bye { get; } = new("BYE");

    public static SipMethod Cancel { get; } = new("CANCEL");

    public static SipMethod Options { get; } = new("OPTIONS");

    public static SipMethod Register { get; } = new("REGISTER");

    public static SipMethod Prack { get; } = new("PRACK");

    public static SipMethod Update { get; } = new("UPDATE");

    public static SipMethod Info { get; } = new("INFO");

    public static SipMethod Refer { get; } = new("REFER");

    public static SipMethod Notify { get; } = new("NOTIFY");

    public static SipMethod Subscribe { get; } = new("SUBSCRIBE");

    public static SipMethod Message { get; } = new("MESSAGE");

    public static SipMethod Publish { get; } = new("PUBLISH");

    private static readonly SipMethod[] Known =
        [Invite, Ack, Bye, Cancel, Options, Register, Prack, Update, Info, Refer, Notify, Subscribe, Message, Publish];

    public string Name => _name ?? "";

    /// <summary>One of the methods named by this type; a metric may use its name as a tag without fear of endless values.</summary>
    public bool IsKnown => Array.IndexOf(Known, this) >= 0;

    /// <summary>INVITE, SUBSCRIBE, REFER and NOTIFY make dialogs (RFC 3261 §12, RFC 6665, RFC 3515).</summary>
    public bool CreatesDialog => this == Invite || this == Subscribe || this == Refer || this == Notify;

    public static bool operator ==(SipMethod left, SipMethod right) => left.Equals(right);

    public static bool operator !=(SipMethod left, SipMethod right) => !left.Equals(right);

    /// <exception cref="FormatException">The name is not a token.</exception>
    public static SipMethod Parse(ReadOnlySpan<byte> name) =>
        TryParse(name, out var method) ? method : throw new FormatException("A SIP method is a token.");

    /// <exception cref="FormatException">The name is not a token.</exception>
    public static SipMethod Parse(string name) => Parse(Encoding.UTF8.GetBytes(name));

    public static bool TryParse(ReadOnlySpan<byte> name, out SipMethod method)
    {
        foreach (var known in Known)
        {
            if (Ascii.Equals(name, known.Name))
            {
                method = known;
                return true;
            }
        }

        var isToken = SipGrammar.IsToken(name);
        method = isToken ? new SipMethod(Encoding.ASCII.GetString(name)) : default;
        return isToken;
    }

    public bool Equals(SipMethod other) => string.Equals(Name, other.Name, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is SipMethod other && Equals(other);

    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Name;
}
