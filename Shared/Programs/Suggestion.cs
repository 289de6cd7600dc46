namespace IpcTutorial.Programs;

/// <summary>What somebody may have meant who mistyped a word.</summary>
internal static class Suggestion
{
    private const int MostMistakes = 2;

    /// <summary>The end of a message, or nothing if no word is near.</summary>
    internal static string For(string typed, IEnumerable<string> words) =>
        words.Select(word => (Word: word, Mistakes: Mistakes(typed, word)))
            .Where(near => near.Mistakes <= Math.Min(MostMistakes, (typed.Length - 1) / 2))
            .OrderBy(near => near.Mistakes)
            .Select(near => $" Did you mean '{near.Word}'?")
            .FirstOrDefault("");

    /// <summary>How many characters are missing, too many or wrong (the distance of Levenshtein).</summary>
    private static int Mistakes(string typed, string word)
    {
        int[] row = [.. Enumerable.Range(0, word.Length + 1)];
        for (int i = 1; i <= typed.Length; i++)
        {
            int above = row[0]++;
            for (int j = 1; j <= word.Length; j++)
            {
                int change = above + (typed[i - 1] == word[j - 1] ? 0 : 1);
                above = row[j];
                row[j] = Math.Min(change, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
