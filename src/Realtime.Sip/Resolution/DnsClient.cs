using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace Realtime.Sip.Resolution;

/// <summary>
/// Asks recursive servers one after the other, the one that answered last first; asks again by TCP what does not fit a datagram, and
/// follows aliases.
/// </summary>
internal sealed class DnsClient(SipDnsOptions options, SystemNames system, TimeProvider time, ILogger logger)
{
    /// <summary>Aliases followed; more are a loop or a joke.</summary>
    private const int MaxAliases = 8;

    private IPEndPoint? _preferred;

    public async Task<DnsAnswer> AskAsync(string name, DnsType type, CancellationToken cancellationToken)
    {
        var life = TimeSpan.MaxValue;
        for (var aliases = 0; aliases <= MaxAliases;)
        {
            if (await AskServersAsync(name, type, cancellationToken) is not { } message)
            {
                return DnsAnswer.Failed;
            }

            // Within one message as well as from one to the next.
            while (true)
            {
                var records = message.Answers.Where(record => record.Type == type && record.Name == name).ToList();
                if (records.Count > 0)
                {
                    return new DnsAnswer(DnsStatus.Found, records, Shorter(life, records.Min(record => record.Life)));
                }

                var alias = message.Answers.OfType<DnsAlias>().FirstOrDefault(record => record.Name == name);
                if (alias is null || ++aliases > MaxAliases)
                {
                    break;
                }

                (name, life) = (alias.Target, Shorter(life, alias.Life));
            }

            var isOther = !string.Equals(name, message.QuestionName, StringComparison.Ordinal);
            if (!isOther || message.Code == DnsMessage.NoSuchName)
            {
                var status = message.Code == DnsMessage.NoSuchName ? DnsStatus.NoName : DnsStatus.NoRecord;
                return new DnsAnswer(status, [], Shorter(life, message.ZoneStart?.Life ?? options.MaxNegativeLife));
            }
        }

        return DnsAnswer.Failed;
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    /// <summary>A response that says yes or no; null when no server gave one.</summary>
    private async Task<DnsMessage?> AskServersAsync(string name, DnsType type, CancellationToken cancellationToken)
    {
        var servers = system.Servers;
        var preferred = Volatile.Read(ref _preferred);
        var order = servers.OrderBy(server => server.Equals(preferred) ? 0 : 1).ToList();
        for (var round = 0; round < options.Rounds; round++)
        {
            foreach (var server in order)
            {
                if (await AskServerAsync(server, name, type, cancellationToken) is { Code: DnsMessage.NoError or DnsMessage.NoSuchName } answer)
                {
                    Prefer(server, order[0]);
                    return answer;
                }
            }
        }

        return null;
    }

    private void Prefer(IPEndPoint server, IPEndPoint first)
    {
        if (!server.Equals(first))
        {
            logger.ServerChanged(first, server);
        }

        Volatile.Write(ref _preferred, server);
    }

    private async Task<DnsMessage?> AskServerAsync(IPEndPoint server, string name, DnsType type, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var answer = await AskServerAsync(server, name, type, extended: true, either.Token);

            // A server from before RFC 6891 may not understand the extension.
            return answer is { Code: DnsMessage.FormatError or DnsMessage.NotImplemented }
                ? await AskServerAsync(server, name, type, extended: false, either.Token)
                : answer;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            logger.ServerFailed(server, name, type, "no answer in time");
        }
        catch (Exception failure) when (failure is SocketException or IOException)
        {
            logger.ServerFailed(server, name, type, failure.Message);
        }

        return null;
    }

    private static async Task<DnsMessage?> AskServerAsync(IPEndPoint server, string name, DnsType type, bool extended, CancellationToken cancellationToken)
    {
        var id = (ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1);
        if (!DnsQuestion.TryWrite(id, name, type, extended, out var question))
        {
            return new DnsMessage(id, IsTruncated: false, DnsMessage.NoSuchName, name, type, [], null);
        }

        var answer = await DnsExchange.OverUdpAsync(server, question, cancellationToken);
        return answer is { IsTruncated: true } ? await DnsExchange.OverTcpAsync(server, question, cancellationToken) : answer;
    }
}
