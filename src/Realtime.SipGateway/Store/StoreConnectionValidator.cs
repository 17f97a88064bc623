using Microsoft.Extensions.Options;
using Npgsql;
using Realtime.SipGateway.Secrets;

namespace Realtime.SipGateway.Store;

/// <summary>The connection string is there when it is needed, and names a host and a database. What it holds is never repeated.</summary>
internal sealed class StoreConnectionValidator : IValidateOptions<StoreOptions>
{
    private const string Key = StoreOptions.Section + ":" + nameof(StoreOptions.ConnectionString);

    public ValidateOptionsResult Validate(string? name, StoreOptions options)
    {
        if (!Enum.IsDefined(options.Provider))
        {
            return ValidateOptionsResult.Fail($"Store:Provider is {options.Provider}; write sqlite or postgresql");
        }

        if (options.Provider != StoreProvider.Postgresql)
        {
            return options.ConnectionString is null
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail($"{Key} is set, but Store:Provider is sqlite; set it to postgresql, or leave the connection string out");
        }

        return Fault(options.ConnectionString) is { } fault ? ValidateOptionsResult.Fail($"{Key} {fault}") : ValidateOptionsResult.Success;
    }

    private static string? Fault(string? reference)
    {
        if (reference is null)
        {
            return "is missing; Store:Provider postgresql needs it, as env:NAME or file:/path of a text like Host=db;Database=gateway;Username=gateway;Password=…";
        }

        if (!SecretReference.TryParse(reference, out var secret, out var fault))
        {
            return fault;
        }

        if (!secret.TryRead(out var text, out fault))
        {
            return $"({secret}) {fault}";
        }

        try
        {
            var parsed = new NpgsqlConnectionStringBuilder(text);
            if (string.IsNullOrEmpty(parsed.Host) || string.IsNullOrEmpty(parsed.Database))
            {
                return $"({secret}) names no Host or no Database";
            }

            return secret.IsLiteral && !string.IsNullOrEmpty(parsed.Password) ? "holds a password; write env:NAME or file:/path, never the secret itself" : null;
        }
        catch (Exception problem) when (problem is ArgumentException or FormatException)
        {
            // The message of the parser may quote what it read.
            return $"({secret}) is no PostgreSQL connection string; write Host=…;Database=…;Username=…;Password=…";
        }
    }
}
