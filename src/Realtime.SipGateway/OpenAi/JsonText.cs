using System.Text.Json;

namespace Realtime.SipGateway.OpenAi;

/// <summary>Strings of untrusted JSON.</summary>
internal static class JsonText
{
    /// <summary>One character takes at most so many bytes in JSON: <c>\u0000</c>.</summary>
    private const int MaxBytesPerCharacter = 6;

    /// <summary>
    /// The value after the property name that the reader stands on, if it is a string of at most so many characters; null otherwise. The reader
    /// then stands on the value's last token.
    /// </summary>
    public static string? Read(ref Utf8JsonReader reader, int maxLength)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String)
        {
            reader.Skip();
            return null;
        }

        if (reader.ValueSpan.Length > maxLength * MaxBytesPerCharacter)
        {
            return null;
        }

        try
        {
            return reader.GetString() is { } text && text.Length <= maxLength ? text : null;
        }
        catch (InvalidOperationException)
        {
            // Bytes that are no UTF-8, or half a surrogate pair: a caller's display name may hold anything.
            return null;
        }
    }
}
