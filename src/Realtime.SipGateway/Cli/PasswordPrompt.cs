namespace Realtime.SipGateway.Cli;

/// <summary>Reads a password without showing it: typed twice at a terminal, or one line of standard input. Never from the command line, which others can see.</summary>
internal static class PasswordPrompt
{
    /// <summary>Null when nothing was given, or the two differ.</summary>
    public static async Task<string?> ReadAsync(TextReader input, TextWriter error)
    {
        if (System.Console.IsInputRedirected || !ReferenceEquals(input, System.Console.In))
        {
            return await input.ReadLineAsync() is { Length: > 0 } line ? line : null;
        }

        await error.WriteAsync("Password: ");
        var first = await HiddenAsync(error);
        await error.WriteAsync("Again: ");
        return first.Length > 0 && first == await HiddenAsync(error) ? first : null;
    }

    private static async Task<string> HiddenAsync(TextWriter error)
    {
        var typed = new System.Text.StringBuilder();
        while (System.Console.ReadKey(intercept: true) is { Key: not ConsoleKey.Enter } key)
        {
            if (key.Key == ConsoleKey.Backspace)
            {
                typed.Length = Math.Max(0, typed.Length - 1);
            }
            else if (!char.IsControl(key.KeyChar))
            {
                typed.Append(key.KeyChar);
            }
        }

        await error.WriteLineAsync();
        return typed.ToString();
    }
}
