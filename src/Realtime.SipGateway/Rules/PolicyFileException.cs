using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Rules;

/// <summary>The gateway cannot start: its policy file is missing or has faults. The message lists all of them.</summary>
public sealed class PolicyFileException : Exception
{
    public PolicyFileException(string file, IReadOnlyList<PolicyFault> faults)
        : base($"The policy file {file} cannot be used:{Environment.NewLine}  "
            + string.Join(Environment.NewLine + "  ", faults.Select(fault => fault.ToString()))) => Faults = faults;

    internal PolicyFileException(PolicyVersion version, IReadOnlyList<PolicyFault> faults)
        : base($"The policy {version.Name}, published by {version.Actor}, does not fit the settings any more; change them, or the policy file:{Environment.NewLine}  "
            + string.Join(Environment.NewLine + "  ", faults.Select(fault => fault.ToString()))) => Faults = faults;

    public PolicyFileException(string message)
        : base(message) => Faults = [];

    public PolicyFileException(string message, Exception innerException)
        : base(message, innerException) => Faults = [];

    public PolicyFileException()
        : this("The policy file cannot be used.")
    {
    }

    public IReadOnlyList<PolicyFault> Faults { get; }
}
