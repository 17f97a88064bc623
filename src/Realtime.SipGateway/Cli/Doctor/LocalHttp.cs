namespace Realtime.SipGateway.Cli.Doctor;

/// <summary>Where the gateway of these settings serves HTTP, as seen from this machine.</summary>
internal static class LocalHttp
{
    private const string PlatformDefault = "http://localhost:5000";

    public static IReadOnlyList<Uri> Addresses(IConfiguration configuration)
    {
        var urls = configuration["Urls"] ?? string.Join(
            ';', configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(static one => one["Url"]).Where(static url => url is not null));
        return [.. (urls.Length == 0 ? PlatformDefault : urls).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(Seen).OfType<Uri>()];
    }

    /// <summary>True when others than this machine reach it.</summary>
    public static bool IsOpen(string url) => !url.Contains("//localhost", StringComparison.OrdinalIgnoreCase) && !url.Contains("//127.", StringComparison.Ordinal)
        && !url.Contains("//[::1]", StringComparison.Ordinal);

    private static Uri? Seen(string url) => Uri.TryCreate(
        url.Replace("//0.0.0.0", "//127.0.0.1", StringComparison.Ordinal).Replace("//*", "//127.0.0.1", StringComparison.Ordinal)
            .Replace("//+", "//127.0.0.1", StringComparison.Ordinal).Replace("//[::]", "//127.0.0.1", StringComparison.Ordinal),
        UriKind.Absolute,
        out var address) ? address : null;
}
