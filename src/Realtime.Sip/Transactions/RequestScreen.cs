using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Realtime.Sip.Messages;
using Realtime.Sip.Transports;

namespace Realtime.Sip.Transactions;

/// <summary>What keeps a message from becoming a transaction, and the answers that leave no state behind (RFC 3261 8.2.7).</summary>
internal sealed class RequestScreen(TransactionContext context, TransactionOptions options)
{
    /// <summary>A response with our Via and no other (RFC 3261 8.1.3.3, 18.1.2).</summary>
    public static bool IsOurs(SipResponse response, SipRequest request)
    {
        var vias = 0;
        foreach (var _ in response.Headers.EnumerateValues(SipHeaderId.Via))
        {
            vias++;
        }

        return vias == 1 && response.TopVia.Port == request.TopVia.Port
            && Ascii.EqualsIgnoreCase(response.TopVia.HostBytes, request.TopVia.HostBytes);
    }

    /// <summary>True when the request may begin a transaction; otherwise it has been answered.</summary>
    public bool Passes(SipRequest request, SipFlow flow, int serverTransactions)
    {
        if (options.Guard is { } guard && request.To.Tag is null && guard.Admit(request, flow) is { IsTaken: false } refusal)
        {
            TurnAway(request, flow, refusal);
            return false;
        }

        if (IsOutOfHops(request))
        {
            Refuse(request, flow, SipFault.TooManyHops, 483);
            return false;
        }

        if (request.RequestUri.Kind == SipUriKind.Other)
        {
            Refuse(request, flow, SipFault.UnknownScheme, 416);
            return false;
        }

        if (UnknownExtensions(request) is { } unknown)
        {
            Refuse(request, flow, SipFault.BadExtension, 420, new SipHeader(SipHeaderId.Unsupported, unknown));
            return false;
        }

        var reserve = request.To.Tag is null ? 0 : context.Limits.InDialogReserve;
        if (serverTransactions >= context.Limits.MaxServerTransactions + reserve)
        {
            context.Logger.TableFull(flow);
            var seconds = ((int)context.Limits.RetryAfter.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            Refuse(request, flow, SipFault.TransactionLimit, 503, new SipHeader(SipHeaderId.RetryAfter, seconds));
            return false;
        }

        return true;
    }

    /// <summary>A branch of RFC 2543 identifies nothing; peers that old are not served.</summary>
    public void RefuseOldBranch(SipRequest request, SipFlow flow)
    {
        if (request.Method == SipMethod.Ack)
        {
            context.Counters.Count(SipFault.NoMagicCookie);
            context.Logger.Dropped(SipFault.NoMagicCookie, flow);
        }
        else
        {
            Refuse(request, flow, SipFault.NoMagicCookie, 400, reason: "Branch Without Magic Cookie");
        }
    }

    public void Refuse(SipRequest request, SipFlow flow, SipFault fault, int status, SipHeader? extra = null, string? reason = null)
    {
        context.Counters.Count(fault);
        if (options.Guard?.Answers(flow, fault) == false)
        {
            context.Logger.Dropped(fault, flow);
            return;
        }

        context.Logger.Refused(fault, flow, status);
        Send(request, flow, status, extra, reason);
    }

    private void TurnAway(SipRequest request, SipFlow flow, SipAdmission refusal)
    {
        if (refusal.IsDropped)
        {
            context.Counters.Count(SipFault.NotAdmitted);
            context.Logger.Dropped(SipFault.NotAdmitted, flow);
            return;
        }

        context.Counters.Count(SipFault.RefusedAtDoor);
        context.Logger.Refused(SipFault.RefusedAtDoor, flow, refusal.Status);
        SipHeader? wait = refusal.RetryAfter is { } time
            ? new SipHeader(SipHeaderId.RetryAfter, Math.Max(1, (int)Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture))
            : null;
        Send(request, flow, refusal.Status, wait);
    }

    private void Send(SipRequest request, SipFlow flow, int status, SipHeader? extra = null, string? reason = null)
    {
        var response = SipResponse.CreateFor(request, status, reason, StatelessTag.For(request));
        if (extra is { } header)
        {
            response.Headers.Add(header);
        }

        Answer(request, flow, response);
    }

    public void Answer(SipRequest request, SipFlow flow, SipResponse response) =>
        context.Transports.SendResponse(request.TopVia, response.ToBytes(), flow);

    /// <summary>Within a dialog, and for OPTIONS that only traces the path, we are the end and not a hop.</summary>
    private static bool IsOutOfHops(SipRequest request) =>
        request.Headers.TryGet(SipHeaderId.MaxForwards, out var header)
        && Utf8Parser.TryParse(header.ValueBytes.Span, out uint hops, out _) && hops == 0
        && request.To.Tag is null && request.Method != SipMethod.Options;

    private string? UnknownExtensions(SipRequest request)
    {
        string? unknown = null;
        foreach (var value in request.Headers.EnumerateValues(SipHeaderId.Require))
        {
            var tag = Encoding.UTF8.GetString(value.Span);
            if (!options.Extensions.Contains(tag, StringComparer.OrdinalIgnoreCase))
            {
                unknown = unknown is null ? tag : unknown + ", " + tag;
            }
        }

        return unknown;
    }
}
