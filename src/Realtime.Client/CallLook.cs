using System.Text.Json;

namespace Realtime.Client;

/// <summary>A question about a call that the program does not know yet.</summary>
internal sealed class CallLook
{
    /// <summary>What asks.</summary>
    public Task Asking { get; set; } = Task.CompletedTask;

    /// <summary>Turns that were opened meanwhile, in order.</summary>
    public List<JsonElement> Turns { get; } = [];
}
