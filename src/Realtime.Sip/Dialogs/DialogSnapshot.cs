namespace Realtime.Sip.Dialogs;

/// <summary>
/// Everything a dialog is (RFC 3261 §12), as plain values that can be written as JSON: another process of the same advertised
/// address can take the dialog up again with <see cref="Dialog.Restore"/>.
/// </summary>
public sealed record DialogSnapshot
{
    public required DialogRole Role { get; init; }

    public required string CallId { get; init; }

    /// <summary>Our address with our tag.</summary>
    public required string Local { get; init; }

    /// <summary>The other side's address with its tag.</summary>
    public required string Remote { get; init; }

    /// <summary>The other side's Contact URI.</summary>
    public required string RemoteTarget { get; init; }

    /// <summary>Our Contact.</summary>
    public required string Contact { get; init; }

    /// <summary>Route values in the order in which our requests carry them.</summary>
    public required IReadOnlyList<string> Routes { get; init; }

    public required uint LocalCSeq { get; init; }

    /// <summary>Null while the other side has sent no request.</summary>
    public required uint? RemoteCSeq { get; init; }
}
