namespace IpcTutorial.Tests.Docs;

/// <summary>Not a test: run with <c>dotnet run --project tests/IpcTutorial.Tests -- -explicit only</c>.</summary>
public sealed class UpdateSnippets
{
    [Fact(Explicit = true)]
    public void Snippets() => SnippetUpdate.Run();
}
