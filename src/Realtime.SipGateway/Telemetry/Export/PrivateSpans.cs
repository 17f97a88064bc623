using System.Diagnostics;
using OpenTelemetry;

namespace Realtime.SipGateway.Telemetry.Export;

/// <summary>
/// The platform's spans of HTTP requests tell the whole address. That of the vendor's API says which command was sent and stays. Every other one is somebody's
/// own: that of a tool holds what the caller said, one that is asked for a result may be all that is needed to read it. Of those the host stays. A callback's
/// address is its credential and is told as its template, whatever the settings let leave.
/// </summary>
internal sealed class PrivateSpans : BaseProcessor<Activity>
{
    private const string Url = "url.full";
    private const string Path = "url.path";
    private const string Query = "url.query";
    private const string Left = "(left out)";
    private const string Callbacks = "/callbacks/";
    private const string CallbackTemplate = "/callbacks/tools/{token}";

    /// <summary>The vendor's API where a target names no other.</summary>
    private const string UsualVendor = "https://api.openai.com";

    private readonly TelemetryOptions _options;
    private readonly HashSet<string> _vendors;

    public PrivateSpans(TelemetryOptions options, IConfiguration configuration)
    {
        _options = options;
        _vendors = configuration.GetSection("Targets").GetChildren().Select(static target => target["ApiBaseUrl"]).Append(UsualVendor)
            .Select(static text => Uri.TryCreate(text, UriKind.Absolute, out var address) ? address.Authority : null).OfType<string>()
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    public override void OnEnd(Activity data)
    {
        if (data.GetTagItem(Url) is string url)
        {
            Uri.TryCreate(url, UriKind.Absolute, out var address);
            if (!MayLeave(data, address))
            {
                data.SetTag(Url, address is null ? Left : $"{address.Scheme}://{address.Authority}/{Left}");
            }
        }

        if (data.GetTagItem(Path) is string path && path.Contains(Callbacks, StringComparison.OrdinalIgnoreCase))
        {
            data.SetTag(Path, CallbackTemplate);
        }

        // What is searched for: numbers of callers among it.
        if (!_options.IncludeNumbers && data.GetTagItem(Query) is not null)
        {
            data.SetTag(Query, null);
        }
    }

    private bool MayLeave(Activity request, Uri? address) =>
        IsOfTool(request.Parent) ? _options.IncludeText : address is not null && _vendors.Contains(address.Authority);

    private static bool IsOfTool(Activity? parent)
    {
        for (; parent is not null; parent = parent.Parent)
        {
            if (parent.OperationName.StartsWith(SpanNames.Tool, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
