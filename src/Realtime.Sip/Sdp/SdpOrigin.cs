using System.Globalization;

namespace Realtime.Sip.Sdp;

/// <summary>The <c>o=</c> line (RFC 8866 §5.2): who made the session, and which version of it this is.</summary>
public sealed record SdpOrigin(string UserName, string SessionId, string Version, string NetworkType, string AddressType, string Address)
{
    /// <summary>The same session one version on, as a changed offer or answer must have it (RFC 3264 §8).</summary>
    public SdpOrigin Next() => this with
    {
        Version = UInt128.TryParse(Version, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version < UInt128.MaxValue
            ? (version + 1).ToString(CultureInfo.InvariantCulture)
            : "1",
    };

    /// <summary>The value of the line.</summary>
    public override string ToString() => $"{UserName} {SessionId} {Version} {NetworkType} {AddressType} {Address}";

    internal static SdpOrigin? Parse(string value)
    {
        var words = value.Split(' ');
        return words.Length == 6 && Array.TrueForAll(words, word => word.Length > 0)
            ? new SdpOrigin(words[0], words[1], words[2], words[3], words[4], words[5])
            : null;
    }
}
