using Realtime.Sip.Transactions;

namespace Realtime.Sip.Dialogs;

/// <summary>Tags and Call-IDs that nobody can guess and that are never made twice (RFC 3261 §19.3).</summary>
internal static class DialogTags
{
    /// <summary>RFC 3261 §19.3 asks for 32 bits at least; a tag is also the key under which we find the dialog.</summary>
    private const int TagBytes = 8;

    private const int CallIdBytes = 16;

    public static string NewTag() => RandomTokens.New(TagBytes);

    public static string NewCallId() => RandomTokens.New(CallIdBytes);
}
