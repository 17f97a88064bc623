using System.Globalization;
using Realtime.SipGateway.Calls.Conversation;
using Realtime.SipGateway.Rules;
using Realtime.SipGateway.Sideband.Talk;

namespace Realtime.SipGateway.Sideband.Control;

/// <summary>Images that commands put into the conversation, as far as the agent's policy allows them.</summary>
internal sealed class CommandedImages(SessionParts parts, AddedItems items) : SessionFeature
{
    private ImagesDefinition? _allowed = parts.Agent.Definition.Images;

    /// <summary>The last image: one at a time is on its way, for each is kept until the service has it.</summary>
    private string? _last;

    public override void SwitchTo(SidebandAgent agent) => _allowed = agent.Definition.Images;

    public ConversationAnswer Add(ConversationImage image, string? text)
    {
        var changes = parts.Call.Changes ?? new ConversationChanges();
        if (_allowed is not { } allowed)
        {
            return Refused("The agent takes no images: its policy has no images.");
        }

        if (image.Bytes.Length > allowed.MaxBytes)
        {
            return Refused(string.Create(CultureInfo.InvariantCulture, $"The image has {image.Bytes.Length} bytes; the agent takes at most {allowed.MaxBytes}."));
        }

        if (changes.Images >= allowed.MaxPerCall)
        {
            return Refused(string.Create(CultureInfo.InvariantCulture, $"The call has had {changes.Images} images, as many as the agent takes."));
        }

        if (_last is not null && items.Awaits(_last))
        {
            return new ConversationAnswer(ConversationStatus.Busy, "The service has not taken the image before yet.");
        }

        _last = items.AddImage(image, text);
        parts.Call.Changes = changes with { Images = changes.Images + 1 };
        return ConversationAnswer.Done;
    }

    private static ConversationAnswer Refused(string why) => new(ConversationStatus.Refused, why);
}
