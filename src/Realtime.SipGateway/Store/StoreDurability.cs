namespace Realtime.SipGateway.Store;

/// <summary>What a committed event survives. Claims, tool runs and all else that somebody waits for always survive a power loss.</summary>
public enum StoreDurability
{
    /// <summary>The end of the gateway's process, however sudden; a power loss may take the last moments of events with it.</summary>
    Process,

    /// <summary>A power loss too: every commit waits for the disk.</summary>
    Power,
}
