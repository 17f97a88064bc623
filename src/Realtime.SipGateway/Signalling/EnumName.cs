namespace Realtime.SipGateway.Signalling;

/// <summary>A setting that is one of the names of an enumeration, in any case; a number is none.</summary>
internal static class EnumName
{
    public static void Check<T>(string key, string value, List<string> faults)
        where T : struct, Enum
    {
        var names = Enum.GetNames<T>();
        if (!names.Contains(value, StringComparer.OrdinalIgnoreCase))
        {
            faults.Add($"{key} '{value}' is not one of: {string.Join(", ", names.Select(name => name.ToLowerInvariant()))}.");
        }
    }
}
