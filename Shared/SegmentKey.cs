namespace IpcTutorial;

/// <summary>The name under which processes find the same segment; every key that exists is a valid one.</summary>
public sealed record SegmentKey
{
    /// <summary>The longest key, in characters: the names of files add to it, and must stay below 255 bytes.</summary>
    public const int MaxLength = 64;

    /// <summary>Checks a key.</summary>
    /// <param name="value">1 to 64 ASCII letters, digits, <c>.</c>, <c>-</c> and <c>_</c>, beginning with a letter
    /// or digit. Keys that differ only in upper and lower case are one key on file systems that ignore case.</param>
    /// <exception cref="SegmentException"><see cref="SegmentError.InvalidKey"/>.</exception>
    public SegmentKey(string value)
    {
        if (!IsValid(value))
        {
            throw new SegmentException(SegmentError.InvalidKey,
                $"'{Printable(value)}' is not a key: a key has 1 to {MaxLength} letters (a-z, A-Z), digits, '.', '-' "
                + "and '_', and begins with a letter or a digit.");
        }

        Value = value;
    }

    /// <summary>The key's text.</summary>
    public string Value { get; }

    /// <inheritdoc/>
    public override string ToString() => Value;

    // A key becomes part of the names of files: nothing in it may lead out of the folder or hide the file.
    internal static bool IsValid(string value) =>
        value.Length is > 0 and <= MaxLength
        && char.IsAsciiLetterOrDigit(value[0])
        && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');

    private static string Printable(string value) =>
        string.Concat((value.Length > MaxLength ? value[..MaxLength] + "…" : value)
            .Select(c => char.IsControl(c) ? $"\\x{(int)c:X2}" : c.ToString()));
}
