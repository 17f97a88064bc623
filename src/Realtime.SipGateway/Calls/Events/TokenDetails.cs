namespace Realtime.SipGateway.Calls.Events;

/// <summary>What a response used, by kind. Input counts hold the cached ones; reasoning is part of the output text.</summary>
public sealed record TokenDetails(
    int InputText, int InputAudio, int InputImage, int CachedText, int CachedAudio, int CachedImage, int OutputText, int OutputAudio)
{
    /// <summary>True when the kinds make up the totals: nothing was used that we cannot name, hence price.</summary>
    internal bool AddsUp(ResponseFinished response) =>
        InputText + InputAudio + InputImage == response.InputTokens
        && CachedText + CachedAudio + CachedImage == response.CachedTokens
        && OutputText + OutputAudio == response.OutputTokens
        && CachedText <= InputText && CachedAudio <= InputAudio && CachedImage <= InputImage;
}
