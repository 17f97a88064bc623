namespace Realtime.Sip.Messages;

/// <summary>Reads Content-Type values (RFC 3261 §20.15): <c>type/subtype *(;name=value)</c>.</summary>
internal static class MediaTypes
{
    public static string WithoutParameters(string contentType)
    {
        var semicolon = contentType.IndexOf(';', StringComparison.Ordinal);
        var type = semicolon < 0 ? contentType : contentType[..semicolon];
        return type.Replace(" ", "", StringComparison.Ordinal).Replace("\t", "", StringComparison.Ordinal);
    }

    public static bool AreSame(string contentType, string mediaType) =>
        string.Equals(WithoutParameters(contentType), mediaType, StringComparison.OrdinalIgnoreCase);

    public static string? ParameterOf(string contentType, string name)
    {
        var semicolon = contentType.IndexOf(';', StringComparison.Ordinal);
        return semicolon < 0
            ? null
            : new SipParameterList(System.Text.Encoding.UTF8.GetBytes(contentType[semicolon..]), isUri: false)[name];
    }
}
