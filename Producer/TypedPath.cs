using System.Text;

namespace IpcTutorial.Producer;

/// <summary>A path as somebody types it at the prompt, or as a terminal types it for a file that is dropped onto it.</summary>
internal static class TypedPath
{
    private static readonly string[] _shellWords = ["cd", "exit", "quit", "q", "help", "?", "logout", "alias", "export", "source"];

    /// <summary>The path that is meant.</summary>
    /// <exception cref="IOException">It is a command for a shell.</exception>
    internal static string Read(string line)
    {
        if (File.Exists(line))
            return line;

        string path = line.StartsWith("file://", StringComparison.Ordinal) && Uri.TryCreate(line, UriKind.Absolute, out Uri? uri)
            ? uri.LocalPath
            : Unquoted(line) ?? line;
        if (path.StartsWith("~/", StringComparison.Ordinal))
            path = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + path[1..];
        return !File.Exists(path) && IsCommand(line.Split(' ')[0])
            ? throw new IOException($"'{line}' is a command for a shell: type it in another terminal. Here, Enter detaches.")
            : path;
    }

    // As a shell reads one word: '…', "…" and \. Null if it is none; on Windows, a backslash is part of a path.
    private static string? Unquoted(string line)
    {
        var word = new StringBuilder();
        char? quote = null;
        for (int i = 0; i < line.Length; i++)
        {
            char character = line[i];
            if (character == quote)
                quote = null;
            else if (quote is null && character is '\'' or '"')
                quote = character;
            else if (character == '\\' && quote != '\'' && !OperatingSystem.IsWindows() && i + 1 < line.Length)
                word.Append(line[++i]);
            else
                word.Append(character);
        }

        return quote is null ? word.ToString() : null;
    }

    private static bool IsCommand(string word) =>
        _shellWords.Contains(word)
        || (!word.Contains('/', StringComparison.Ordinal) && word != ""
            && (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
                .Any(folder => File.Exists(Path.Combine(folder, word))));
}
