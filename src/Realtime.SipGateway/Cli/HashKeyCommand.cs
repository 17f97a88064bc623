using System.CommandLine;
using Realtime.SipGateway.Api;

namespace Realtime.SipGateway.Cli;

/// <summary><c>hash-key</c>: makes a key and the hash that goes into the configuration.</summary>
internal static class HashKeyCommand
{
    public static Command Create()
    {
        var command = new Command("hash-key", "Makes an API key and the hash that goes into Api:Keys of the configuration. Keys that can be revoked: see key add.");
        command.SetAction(static parsed =>
        {
            var key = ApiKeySecret.New();
            parsed.Output().WriteLine($"Key (give it to who uses it; it is not shown again): {key}");
            parsed.Output().WriteLine(
                $"Configuration: \"Api\": {{ \"Keys\": [ {{ \"Name\": \"ops\", \"Sha256\": \"{ApiKeySecret.Hash(key)}\", \"Scope\": \"supervisor\" }} ] }}");
            return ExitCode.Ok;
        });
        return command;
    }
}
