using System.Globalization;
using System.Text;

namespace IpcTutorial.Programs;

/// <summary>Text of others for a terminal: the names of files, keys and processes may have any character in them, and some
/// are orders to a terminal.</summary>
public static class Printable
{
    /// <summary>The text, with <c>\x1B</c> and the like in place of what has no picture.</summary>
    public static string ToPrintable(this string text)
    {
        if (!text.Any(IsOrder))
            return text;

        var printable = new StringBuilder();
        foreach (char character in text)
            printable.Append(IsOrder(character) ? $"\\x{(int)character:X2}" : character.ToString());
        return printable.ToString();
    }

    /// <summary>The text in lines of at most so many columns, none of which breaks a word: one that is longer stands alone.
    /// </summary>
    public static IEnumerable<string> ToLines(this string text, int columns)
    {
        if (text.Length <= columns)
        {
            yield return text;
            yield break;
        }

        string line = "";
        foreach (string word in text.Split(' '))
        {
            if (line != "" && line.Length + 1 + word.Length > columns)
            {
                yield return line;
                line = "";
            }

            line += line == "" ? word : $" {word}";
        }

        if (line != "")
            yield return line;
    }

    /// <summary>The text as one word for a shell, in quotes if it needs them.</summary>
    public static string ToShellWord(this string text) =>
        text != "" && text.All(
            character => char.IsAsciiLetterOrDigit(character) || "-_./:,+@%".Contains(character, StringComparison.Ordinal))
            ? text
            : $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    // Among those of formatting are some that turn the direction of what follows.
    private static bool IsOrder(char character) =>
        char.IsControl(character)
        || (char.GetUnicodeCategory(character) == UnicodeCategory.Format && character is not ('\u200C' or '\u200D'))
        || character is '\u2028' or '\u2029';
}
