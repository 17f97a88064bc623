namespace Realtime.SipGateway.Console;

internal static partial class ConsoleLog
{
    [LoggerMessage(9150, LogLevel.Information, "{User} signed in from {Remote}")]
    public static partial void SignedIn(this ILogger logger, string user, string? remote);

    [LoggerMessage(9151, LogLevel.Information, "A sign-in from {Remote} failed")]
    public static partial void SignInFailed(this ILogger logger, string? remote);

    [LoggerMessage(9152, LogLevel.Information, "Sign-ins from {Remote} are slowed down")]
    public static partial void Throttled(this ILogger logger, string? remote);

    [LoggerMessage(9153, LogLevel.Warning, "Users could not be read from the store: {Why}. Those known before are taken for a minute")]
    public static partial void UsersNotRead(this ILogger logger, string why);

    [LoggerMessage(9154, LogLevel.Information, "{User} signed out")]
    public static partial void SignedOut(this ILogger logger, string user);

    [LoggerMessage(9155, LogLevel.Error, "A sign-in could not be written to the audit log: {Why}")]
    public static partial void NotAudited(this ILogger logger, string why);
}
