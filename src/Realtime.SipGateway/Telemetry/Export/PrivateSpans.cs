using System.Diagnostics;
using OpenTelemetry;

namespace Realtime.SipGateway.Telemetry.Export;

/// <summary>
/// The platform's spans of HTTP requests tell the whole path. That of a tool holds what the caller said, so that it is left out; the host stays.
/// </summary>
internal sealed class PrivateSpans(TelemetryOptions options) : BaseProcessor<Activity>
{
    private const string Url = "url.full";
    private const string Left = "(left out)";

    public override void OnEnd(Activity data)
    {
        if (!options.IncludeText && data.GetTagItem(Url) is string url && IsOfTool(data.Parent))
        {
            data.SetTag(Url, Uri.TryCreate(url, UriKind.Absolute, out var address) ? $"{address.Scheme}://{address.Authority}/{Left}" : Left);
        }
    }

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
