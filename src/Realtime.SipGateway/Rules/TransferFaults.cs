using System.Globalization;

namespace Realtime.SipGateway.Rules;

/// <summary>What is wrong with an agent's <c>transfer</c>.</summary>
internal static class TransferFaults
{
    public static void Check(string path, AgentDefinition agent, IReadOnlyDictionary<string, ToolDefinition> tools, List<PolicyFault> faults)
    {
        var tool = agent.Tools.FirstOrDefault(name => tools.GetValueOrDefault(name) is TransferToolDefinition);
        if (agent.Transfer is not { } transfer)
        {
            if (tool is not null)
            {
                faults.Add(new PolicyFault(path + ".transfer", $"is missing, so the tool {tool} could transfer to nobody", null, "name destinations or numbers that are allowed"));
            }

            return;
        }

        if (transfer.Allow.Count == 0 && transfer.Destinations.Count == 0)
        {
            faults.Add(new PolicyFault(path + ".transfer", "allows nobody", null, "give allow or destinations"));
        }

        for (var index = 0; index < transfer.Allow.Count; index++)
        {
            if (!TransferPattern.TryParse(transfer.Allow[index], out _))
            {
                faults.Add(new PolicyFault(
                    string.Create(CultureInfo.InvariantCulture, $"{path}.transfer.allow[{index}]"), "is no number, address or beginning of one",
                    $"\"{transfer.Allow[index]}\"", "write +4930123456, +4930*, sip:alice@pbx.example.com or sip:*@pbx.example.com"));
            }
        }

        foreach (var (name, target) in transfer.Destinations.Where(entry => !TransferAddress.TryParse(entry.Value, out _)))
        {
            faults.Add(new PolicyFault($"{path}.transfer.destinations.{name}", "is no number and no SIP address", $"\"{target}\"", "write tel:+4930123456 or sip:alice@pbx.example.com"));
        }
    }
}
