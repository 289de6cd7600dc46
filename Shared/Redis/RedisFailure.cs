using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using IpcTutorial.Programs;
using StackExchange.Redis;

namespace IpcTutorial.Redis;

/// <summary>What a failure of the library means.</summary>
internal static class RedisFailure
{
    private const byte TlsAlert = 0x15; // with which an encrypted server answers what it cannot decrypt

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    internal static ServerException OfConnecting(RedisUrl url, Exception failure) =>
        Failed(url, failure, failure.GetBaseException() switch
        {
            AuthenticationException e => $"the connection cannot be encrypted: {e.Message}",
            RedisServerException e when e.Message.Contains("NOAUTH", StringComparison.Ordinal) =>
                $"the server wants a password. Set the variable {RedisUrl.PasswordVariable}",
            RedisServerException e when e.Message.Contains("WRONGPASS", StringComparison.Ordinal) =>
                "the server does not accept this user and password",
            RedisServerException e => Refusal(e),
            _ => FirstAnswer(url),
        });

    internal static ServerException OfCommand(RedisUrl url, Exception failure, bool isReplica) =>
        Failed(url, failure, failure switch
        {
            RedisServerException e => Refusal(e),
            TimeoutException => "the server does not answer",
            _ when isReplica => "the server is a replica, and takes no pictures. Send them to its master",
            _ => "the connection is lost",
        });

    private static ServerException Failed(RedisUrl url, Exception failure, string reason) =>
        new($"{url}: {reason.TrimEnd('.')}.", failure);

    private static string Refusal(RedisServerException failure) => failure.Message.Split(' ')[0] switch
    {
        "OOM" => "the server has no room left for this picture (maxmemory)",
        "WRONGTYPE" => "something else has this name at the server. Choose another one",
        "READONLY" => "the server is a replica, and takes no pictures. Send them to its master",
        "NOPERM" or "EXECABORT" => $"the server does not let this user do that: {failure.Message}",
        _ => $"the server refuses: {failure.Message}",
    };

    // The library says only that it could not. What a server answers to the simplest of all commands says why.
    private static string FirstAnswer(RedisUrl url)
    {
        try
        {
            using var client = new TcpClient();
            if (!client.ConnectAsync(url.Host, url.Port).Wait(_patience))
                return $"nobody answers at {url.Host}, port {url.Port}";

            NetworkStream stream = client.GetStream();
            stream.ReadTimeout = (int)_patience.TotalMilliseconds;
            stream.Write("PING\r\n"u8);
            byte[] answer = new byte[512];
            int length = stream.Read(answer);
            return Meaning(url, answer.AsSpan(0, length));
        }
        catch (Exception e) when (e.GetBaseException() is SocketException socket)
        {
            return socket.SocketErrorCode switch
            {
                SocketError.TimedOut => "what is there does not answer like a server of the Redis protocol",
                SocketError.ConnectionReset or SocketError.ConnectionAborted => Meaning(url, []),
                SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain =>
                    $"the name {url.Host} cannot be resolved: it is mistyped, or the name service does not answer",
                _ => $"there is no server at {url.Host}, port {url.Port}: {socket.Message}",
            };
        }
    }

    private static string Meaning(RedisUrl url, ReadOnlySpan<byte> answer)
    {
        string text = Encoding.ASCII.GetString(answer);
        if (text.StartsWith("-DENIED", StringComparison.Ordinal))
        {
            return "the server is in protected mode, and lets in only programs of its own machine. Give it a password "
                + "(requirepass) or users, or start it with --protected-mode no where you trust everybody who can reach it";
        }

        return answer switch
        {
            [] or [TlsAlert, ..] => "the server ends the connection. If it wants it encrypted, write rediss://",
            [(byte)'+' or (byte)'-', ..] when url.IsEncrypted => "the server does not encrypt. Write redis://",
            [(byte)'+', ..] => "the connection failed, and now the server answers. Try again",
            [(byte)'-', ..] => $"the server answers, and refuses: {text.Trim()}",
            _ => "what is there is no server of the Redis protocol",
        };
    }
}
