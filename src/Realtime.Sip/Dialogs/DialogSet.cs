using Realtime.Sip.Messages;

namespace Realtime.Sip.Dialogs;

/// <summary>
/// The dialogs that one INVITE of ours makes: an early one for each tag in a 1xx, a confirmed one for each tag in a 2xx, for the
/// INVITE may have been forked on its way (RFC 3261 §12.1, §13.2.2.4).
/// </summary>
internal sealed class DialogSet(SipRequest invite)
{
    /// <summary>A fork this wide is no fork but an attack; further tags make no dialog.</summary>
    public const int MaxDialogs = 8;

    private SipRequest _invite = invite;

    // Replaced, never changed: the dialog layer looks at it while its owner goes on.
    private volatile Dialog[] _early = [];
    private Dialog[] _confirmed = [];

    /// <summary>Dialogs that a 1xx made and no 2xx confirmed yet.</summary>
    public IReadOnlyList<Dialog> Early => _early;

    public IReadOnlyList<Dialog> Confirmed => _confirmed;

    /// <summary>The INVITE goes out again, with credentials: what the refused one made is over.</summary>
    public void Restart(SipRequest again) => (_invite, _early) = (again, []);

    /// <summary>Takes a 1xx; the early dialog that it belongs to, or null when it makes none.</summary>
    public Dialog? OnProvisional(SipResponse response)
    {
        var tag = response.StatusCode == 100 ? null : response.To.Tag;
        if (tag is null)
        {
            return null;
        }

        var known = Find(_early, tag);
        if (known is not null || _early.Length + _confirmed.Length >= MaxDialogs || Find(_confirmed, tag) is not null)
        {
            return known;
        }

        var dialog = Dialog.AsClient(_invite, response);
        if (dialog is not null)
        {
            _early = [.. _early, dialog];
        }

        return dialog;
    }

    /// <summary>
    /// Takes a 2xx: its dialog, and whether it is the first 2xx of that dialog; null when it makes none. What an early dialog
    /// knew of the order of requests goes on, its route set is read anew.
    /// </summary>
    public (Dialog? Dialog, bool IsNew) OnSuccess(SipResponse response)
    {
        var tag = response.To.Tag ?? "";
        if (Find(_confirmed, tag) is { } repeated)
        {
            return (repeated, false);
        }

        if (_confirmed.Length >= MaxDialogs || Dialog.AsClient(_invite, response) is not { } dialog)
        {
            return (null, false);
        }

        if (Find(_early, tag) is { } early)
        {
            dialog.Continue(early);
            _early = [.. _early.Where(other => other != early)];
        }

        _confirmed = [.. _confirmed, dialog];
        return (dialog, true);
    }

    /// <summary>A request belongs to an early dialog.</summary>
    public bool Owns(SipRequest request) => FindEarly(request) is not null;

    public Dialog? FindEarly(SipRequest request)
    {
        foreach (var dialog in _early)
        {
            if (dialog.Owns(request))
            {
                return dialog;
            }
        }

        return null;
    }

    /// <summary>The final answer is in: early dialogs that it did not confirm are over (§13.2.2.4).</summary>
    public void EndEarly() => _early = [];

    private static Dialog? Find(Dialog[] dialogs, string tag)
    {
        foreach (var dialog in dialogs)
        {
            if (dialog.RemoteTag == tag)
            {
                return dialog;
            }
        }

        return null;
    }
}
