using Realtime.SipGateway.Api;
using Realtime.SipGateway.Calls;

namespace Realtime.SipGateway.Console;

/// <summary>Who may sign in, some seconds fresh: a user who was removed or got another password or scope is told apart soon after.</summary>
internal sealed class UserDirectory : IDisposable
{
    private const int MaxName = 64;

    private readonly StoredList<StoredUser> _users;

    public UserDirectory(IUserLedger ledger, TimeProvider time, ILogger<UserDirectory> log) =>
        _users = new StoredList<StoredUser>(ledger.ListAsync, time, log.UsersNotRead);

    /// <summary>1 to 64 letters, digits, '.', '_', '@' or '-'; names are told apart whatever their case.</summary>
    public static bool IsName(string? name) => name is { Length: > 0 and <= MaxName } && char.IsAsciiLetterOrDigit(name[0])
        && name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '@' or '-');

    public async ValueTask<StoredUser?> FindAsync(string name, CancellationToken cancellationToken) =>
        (await _users.GetAsync(cancellationToken)).FirstOrDefault(user => user.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether nobody can sign in; false when the store does not tell.</summary>
    public async ValueTask<bool> IsEmptyAsync(CancellationToken cancellationToken) => await _users.FindAsync(cancellationToken) is { Count: 0 };

    /// <summary>Whether the store tells who the users are.</summary>
    public async ValueTask<bool> IsKnownAsync(CancellationToken cancellationToken) => await _users.FindAsync(cancellationToken) is not null;

    public void Dispose() => _users.Dispose();
}
