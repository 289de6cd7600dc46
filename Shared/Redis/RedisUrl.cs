using IpcTutorial.Programs;

namespace IpcTutorial.Redis;

/// <summary>Where a picture is at a server: <c>redis://[USER:PASSWORD@]SERVER[:PORT]/NAME</c>, or <c>rediss://</c> where the
/// connection is to be encrypted (TLS).</summary>
public sealed class RedisUrl
{
    /// <summary>The variable with the password: on a command line, <c>ps</c> would show it to everybody. It is the one of
    /// <c>redis-cli</c>.</summary>
    public const string PasswordVariable = "REDISCLI_AUTH";

    private const int DefaultPort = 6379;
    private const string EncryptedScheme = "rediss";

    private readonly string _text;

    private RedisUrl(Uri url)
    {
        Name = Uri.UnescapeDataString(url.AbsolutePath[1..]);
        Host = url.DnsSafeHost;
        Port = url.Port > 0 ? url.Port : DefaultPort;
        IsEncrypted = url.Scheme == EncryptedScheme;
        string[] login = [.. url.UserInfo.Split(':', 2).Select(Uri.UnescapeDataString)];
        User = login[0] == "" ? null : login[0];
        Password = login is [_, var password] ? password : Environment.GetEnvironmentVariable(PasswordVariable);
        _text = $"{url.Scheme}://{url.Host}{(Port == DefaultPort ? "" : $":{Port}")}{url.AbsolutePath}";
    }

    /// <summary>The name of the picture at the server.</summary>
    public string Name { get; }

    internal string Host { get; }

    internal int Port { get; }

    internal bool IsEncrypted { get; }

    internal string? User { get; }

    internal string? Password { get; }

    /// <summary>Reads a URL.</summary>
    /// <exception cref="SettingsException">It is none, or lacks the server or the name.</exception>
    public static RedisUrl Parse(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && ServerAddress.IsMeant(text)
        && url.Host != "" && url.Query == "" && url.Fragment == ""
        && url.AbsolutePath.Length > 1 && !url.AbsolutePath.Contains('@', StringComparison.Ordinal)
            ? new RedisUrl(url)
            : throw new SettingsException($"'{text}' must look like redis://SERVER/NAME or redis://SERVER:PORT/NAME.");

    /// <summary>The URL, without a password.</summary>
    public override string ToString() => _text;
}
