namespace Realtime.SipGateway.Cli;

/// <summary>What a command tells the shell.</summary>
internal static class ExitCode
{
    public const int Ok = 0;

    /// <summary>The command worked, and its answer is no: faults found, nothing of that name, a chain that is broken.</summary>
    public const int No = 1;

    /// <summary>The command was not understood, or the gateway's settings are faulty.</summary>
    public const int Misuse = 2;
}
