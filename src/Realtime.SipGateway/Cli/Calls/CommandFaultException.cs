namespace Realtime.SipGateway.Cli.Calls;

/// <summary>A command cannot do what was asked; the message says why and what would help.</summary>
internal sealed class CommandFaultException : Exception
{
    public CommandFaultException(string message)
        : base(message)
    {
    }

    public CommandFaultException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Of <see cref="Cli.ExitCode"/>.</summary>
    public int ExitCode { get; init; } = Cli.ExitCode.Misuse;

    public CommandFaultException()
        : this("The command failed.")
    {
    }
}
