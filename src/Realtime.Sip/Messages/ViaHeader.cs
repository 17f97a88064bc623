using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Realtime.Sip.Messages;

/// <summary>One value of the Via header (RFC 3261 §20.42): where a response goes back to. Immutable.</summary>
public sealed class ViaHeader
{
    /// <summary>Branches of RFC 3261 peers start so (§8.1.1.7); others need the matching of RFC 2543.</summary>
    public const string MagicCookie = "z9hG4bK";

    private readonly ReadOnlyMemory<byte> _text;
    private readonly ViaParts _parts;
    private string? _branch;
    private string? _host;

    private ViaHeader(ReadOnlyMemory<byte> text, ViaParts parts)
    {
        _text = text;
        _parts = parts;
    }

    /// <summary>UDP, TCP, TLS or whatever token the peer wrote.</summary>
    public string Transport => _text.Span[_parts.TransportStart.._parts.TransportEnd] switch
    {
        [(byte)'U', (byte)'D', (byte)'P'] => "UDP",
        [(byte)'T', (byte)'C', (byte)'P'] => "TCP",
        [(byte)'T', (byte)'L', (byte)'S'] => "TLS",
        var other => Encoding.ASCII.GetString(other),
    };

    /// <summary>The host of sent-by; an IPv6 address without brackets.</summary>
    public string Host => _host ??= SipGrammar.HostOf(_text.Span[_parts.HostStart.._parts.HostEnd]);

    public int? Port => _parts.HasPort ? _parts.Port : null;

    public SipParameterList Parameters => new(_text[_parts.ParametersStart..], isUri: false);

    /// <summary>The branch, or null (an RFC 2543 peer).</summary>
    public string? Branch => _branch ??= _parts.BranchStart == 0 ? null : Encoding.ASCII.GetString(_text.Span[_parts.BranchStart.._parts.BranchEnd]);

    /// <summary>The branch has the magic cookie and something behind it: it identifies the transaction alone.</summary>
    public bool HasRfc3261Branch
    {
        get
        {
            var branch = _text.Span[_parts.BranchStart.._parts.BranchEnd];
            return branch.Length > MagicCookie.Length && Ascii.EqualsIgnoreCase(branch[..MagicCookie.Length], MagicCookie);
        }
    }

    /// <summary>The address that the receiver saw; IPv6 without brackets (peers write both, RFC 5118 §4.5).</summary>
    public string? Received => Parameters["received"]?.Trim('[', ']');

    /// <summary>The <c>rport</c> parameter is there, with or without value (RFC 3581).</summary>
    public bool HasRPort => Parameters.Contains("rport");

    public int? RPort => ushort.TryParse(Parameters["rport"], NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null;

    public string? MAddr => Parameters["maddr"];

    internal ReadOnlySpan<byte> Bytes => _text.Span;

    internal ReadOnlyMemory<byte> Text => _text;

    /// <summary>As written; an IPv6 address without brackets.</summary>
    internal ReadOnlySpan<byte> HostBytes => _text.Span[_parts.HostStart.._parts.HostEnd];

    internal ReadOnlySpan<byte> BranchBytes => _text.Span[_parts.BranchStart.._parts.BranchEnd];

    /// <exception cref="FormatException">A part has characters that its place does not allow.</exception>
    public static ViaHeader Create(string transport, string host, int? port, string branch, bool rport = false)
    {
        var isBare6 = host.Contains(':', StringComparison.Ordinal) && host[0] != '[';
        var text = new SipValueBuilder(stackalloc byte[SipValueBuilder.StackBytes]);
        text.Append("SIP/2.0/"u8);
        text.Append(transport);
        text.Append(isBare6 ? " ["u8 : " "u8);
        text.Append(host);
        text.Append(isBare6 ? "]"u8 : default);
        if (port is not null)
        {
            text.Append(":"u8);
            text.Append(port.Value);
        }

        text.Append(";branch="u8);
        text.Append(branch);
        text.Append(rport ? ";rport"u8 : default);
        var via = Parse(text.Finish());
        return (via.Transport, via.Branch) == (transport, branch) && (via.Port, via.Host) == (port, host.Trim('[', ']'))
            ? via
            : throw new FormatException("A part of the Via holds a delimiter.");
    }

    /// <exception cref="FormatException">The text is not a Via value.</exception>
    public static ViaHeader Parse(string text) =>
        TryParse(text, out var via) ? via : throw new FormatException("Not a Via value.");

    /// <summary>A Via with this branch behind what <see cref="Create(string, string, int?, string, bool)"/> makes of the rest.</summary>
    internal static ViaHeader Create(ReadOnlySpan<byte> start, string branch, bool rport)
    {
        var text = new SipValueBuilder(stackalloc byte[SipValueBuilder.StackBytes]);
        text.Append(start);
        text.Append(branch);
        text.Append(rport ? ";rport"u8 : default);
        return Parse(text.Finish());
    }

    private static ViaHeader Parse(byte[] text) =>
        TryParse(text, out var via) ? via : throw new FormatException("Not a Via value.");

    public static bool TryParse(string? text, [NotNullWhen(true)] out ViaHeader? via) =>
        TryParse(text is null ? default : Encoding.UTF8.GetBytes(text), out via);

    /// <summary>Reads one Via value and keeps a slice of the given bytes, which must not change any more.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> text, [NotNullWhen(true)] out ViaHeader? via)
    {
        via = ViaParts.TryScan(text.Span, out var parts) ? new ViaHeader(text, parts) : null;
        return via is not null;
    }

    /// <summary>For text that a scan has already taken apart.</summary>
    internal static ViaHeader OfScanned(ReadOnlyMemory<byte> text, ViaParts parts) => new(text, parts);

    /// <summary>The same Via with <c>received</c> and, where <c>rport</c> was asked for, the source port (RFC 3581 §4).</summary>
    public ViaHeader WithSource(string address, int port)
    {
        var text = new SipValueBuilder(stackalloc byte[SipValueBuilder.StackBytes]);
        text.Append(_text.Span[.._parts.ParametersStart]);
        var hasReceived = false;
        var parameters = new SipParameterReader(_text.Span, _parts.ParametersStart, isUri: false);
        while (parameters.MoveNext())
        {
            if (Ascii.EqualsIgnoreCase(parameters.Name, "received"u8))
            {
                hasReceived = true;
                AppendReceived(ref text, address);
            }
            else if (Ascii.EqualsIgnoreCase(parameters.Name, "rport"u8))
            {
                text.Append(";rport="u8);
                text.Append(port);
            }
            else
            {
                text.Append(parameters);
            }
        }

        if (!hasReceived)
        {
            AppendReceived(ref text, address);
        }

        return Parse(text.Finish());
    }

    private static void AppendReceived(ref SipValueBuilder text, string address)
    {
        text.Append(";received="u8);
        text.Append(address);
    }

    /// <summary>The same Via with the parameter set; its place is kept if it was there.</summary>
    /// <exception cref="FormatException">Name or value are not allowed there.</exception>
    public ViaHeader With(string name, string value)
    {
        var text = new StringBuilder(Encoding.UTF8.GetString(_text.Span[.._parts.ParametersStart]));
        var isSet = false;
        foreach (var parameter in Parameters)
        {
            var isSame = parameter.Is(name);
            text.Append(isSame ? SipGrammar.Parameter(name, value) : ";" + parameter.Text);
            isSet |= isSame;
        }

        return Parse(isSet ? text.ToString() : text.Append(SipGrammar.Parameter(name, value)).ToString());
    }

    /// <summary>A copy that does not keep the message alive from which this Via was cut.</summary>
    public ViaHeader ToOwned() => new(_text.ToArray(), _parts);

    public override string ToString() => Encoding.UTF8.GetString(_text.Span);
}
