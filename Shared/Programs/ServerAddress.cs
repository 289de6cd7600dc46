namespace IpcTutorial.Programs;

/// <summary>What can be said of the address of a picture at a server without the library for such servers.</summary>
public static class ServerAddress
{
    /// <summary>Whether an argument names a picture at a server, and not a file. (A file of such a name: <c>./redis:…</c>)
    /// </summary>
    public static bool IsMeant(string? argument) => argument is not null
        && (argument.StartsWith("redis://", StringComparison.OrdinalIgnoreCase)
            || argument.StartsWith("rediss://", StringComparison.OrdinalIgnoreCase));

    /// <summary>The text, with an ellipsis in place of user and password in the address of a server.</summary>
    /// <remarks>No regular expression: a program that may open no more files has to say so, and could not load them.</remarks>
    public static string WithoutPasswords(this string text)
    {
        int start = text.IndexOf("://", StringComparison.Ordinal) + 3;
        if (start < 3)
            return text;

        int end = text.IndexOfAny([' ', '\n'], start) is >= 0 and int space ? space : text.Length;
        int at = text.LastIndexOf('@', end - 1, end - start);
        return at < 0 ? text : $"{text[..start]}…{text[at..]}";
    }
}
