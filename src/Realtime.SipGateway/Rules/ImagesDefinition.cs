namespace Realtime.SipGateway.Rules;

/// <summary>Images that people and programs may put into an agent's conversations; each costs as many tokens as a page of text.</summary>
public sealed record ImagesDefinition
{
    /// <summary>A photograph of a form or a meter, as telephones send it.</summary>
    public const int DefaultMaxBytes = 1024 * 1024;

    /// <summary>More are an album, not a question.</summary>
    public const int DefaultMaxPerCall = 10;

    /// <summary>Of one image, 1,024 to 2,097,152.</summary>
    public int MaxBytes { get; init; } = DefaultMaxBytes;

    /// <summary>1 to 100.</summary>
    public int MaxPerCall { get; init; } = DefaultMaxPerCall;
}
