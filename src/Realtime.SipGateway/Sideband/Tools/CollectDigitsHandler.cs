using System.Globalization;
using Realtime.SipGateway.Rules;

namespace Realtime.SipGateway.Sideband.Tools;

/// <summary>The built-in <c>collect_digits</c>: the worker has collected, this tells the model what came of it.</summary>
internal sealed class CollectDigitsHandler : IToolHandler
{
    public Type Definition => typeof(CollectDigitsToolDefinition);

    public Task<ToolOutput> RunAsync(ToolRun run, CancellationToken cancellationToken) =>
        Task.FromResult(Words((CollectDigitsToolDefinition)run.Tool.Definition, run.Context.Digits ?? DigitInput.Nothing));

    private static ToolOutput Words(CollectDigitsToolDefinition definition, DigitInput input)
    {
        var count = input.Digits.Length;
        if (count == 0)
        {
            return ToolOutput.Failed(input.EndedBy == DigitInput.CallOver ? "Not collected: the call has ended." : "The caller pressed no key.");
        }

        if (count < definition.MinDigits)
        {
            return ToolOutput.Failed(string.Create(CultureInfo.InvariantCulture, $"The caller pressed {count} keys; at least {definition.MinDigits} are needed."));
        }

        // Digits are 0 to 9, *, # and A to D: nothing that JSON would escape.
        return ToolOutput.Done(definition.Secret
            ? string.Create(CultureInfo.InvariantCulture, $$"""{"status":"{{count}} digits were collected. You are not shown them; the tools that need them have them."}""")
            : $$"""{"digits":"{{input.Digits}}","ended_by":"{{input.EndedBy}}"}""");
    }
}
