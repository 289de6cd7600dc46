namespace IpcTutorial.Tests.Docs;

/// <summary>Fails a test with all that is wrong in the docs, and not with the first of it.</summary>
internal static class Problems
{
    internal static void None(IEnumerable<string> problems)
    {
        string all = string.Join("\n", problems);
        Assert.True(all == "", all);
    }

    /// <summary>Fails where the rows of a table are not exactly those expected.</summary>
    internal static void NoneInTable(Page page, IEnumerable<string> rows, IEnumerable<string> expected)
    {
        string[] found = [.. rows];
        string[] right = [.. expected];
        None(found.SequenceEqual(right)
            ? []
            : [$"The table of {page} has:", .. found.Except(right), "and must be:", .. right]);
    }
}
