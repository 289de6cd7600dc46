using IpcTutorial.Pictures;
using IpcTutorial.Tests.Pictures;

namespace IpcTutorial.Tests.Programs;

/// <summary>What people type at the Producer's prompt, and what terminals type for them when a file is dropped.</summary>
public sealed class TypedLineTests : IDisposable
{
    private readonly Workplace _place = new();

    public TypedLineTests() => Requires.Unix();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task A_path_is_understood_as_terminals_write_it()
    {
        await using TutorialProgram producer = await Producer("it's.png", "a b.png", "c'd'.png", "e\\f.png", "$x `y`.png");
        foreach ((string line, string name) in ((string, string)[])
            [
                (@"'it'\''s.png' ", "it's.png"), // GNOME
                (@"it\'s.png ", "it's.png"), // macOS
                ("\"it's.png\"", "it's.png"), // Windows
                ("it's.png", "it's.png"), // a user
                ("'a b.png'", "a b.png"),
                (@"a\ b.png", "a b.png"),
                ("a b.png", "a b.png"),
                ("c'd'.png", "c'd'.png"),
                (@"e\f.png", @"e\f.png"),
                (@"'e\f.png'", @"e\f.png"),
                (@"\$x\ \`y\`.png", "$x `y`.png"),
                (new Uri(_place.PathOf("a b.png")).AbsoluteUri, "a b.png"),
                ("~/a b.png", "a b.png"),
            ])
        {
            producer.Type(line);
            Assert.Equal($"Loaded {name}: 8 × 8 pixels.", await producer.Line("Loaded "));
        }

        Assert.Equal("", (await producer.Enter()).Error);
    }

    [Fact]
    public async Task What_is_no_path_is_told_so_and_the_picture_stays()
    {
        await using TutorialProgram producer = await Producer();
        (string Line, string Message)[] lines =
        [
            ("''", "That is not the name of a file"),
            ("ls -la", "'ls -la' is a command for a shell"),
            ("sh", "'sh' is a command for a shell"),
            ("exit", "'exit' is a command for a shell"),
            ("cd ..", "'cd ..' is a command for a shell"),
            ("missing.png", "Could not find file"),
            ("'missing.png", "Could not find file"),
            ("no\u001B[31mred\u0007.png", @"no\x1B[31mred\x07.png"),
        ];
        foreach ((string line, _) in lines)
            producer.Type(line);
        ProgramResult result = await producer.Enter();

        Assert.Equal(0, result.ExitCode);
        string[] errors = result.Error.TrimEnd().Split('\n');
        Assert.Equal(2 * lines.Length, errors.Length);
        for (int i = 0; i < lines.Length; i++)
        {
            Assert.Contains(lines[i].Message, errors[2 * i], StringComparison.Ordinal);
            Assert.Equal("The picture in the segment is still the one before.", errors[(2 * i) + 1]);
        }
    }

    [Fact]
    public async Task No_name_gives_an_order_to_the_terminal()
    {
        string name = "\u001B]0;title\u0007\u202Egnp.png";
        await using TutorialProgram producer = await Producer(name);
        producer.Type(name);
        await producer.Line(@"Loaded \x1B]0;title\x07\x202Egnp.png");

        ProgramResult consumer = await _place.Consumer(_place.PathOf("out\u001B[31m.png"));
        ProgramResult refused = await TutorialProgram.Run("Consumer", "\u001B[31m");

        Assert.Equal("", (await producer.Enter()).Error);
        Assert.All([consumer.Output, refused.Error], text => Assert.Contains(@"\x1B[31m", text, StringComparison.Ordinal));
        Assert.All([producer.Output, consumer.Output, refused.Error], text => Assert.DoesNotContain(
            text, character => char.IsControl(character) && character is not '\n' and not '\r'));
    }

    // In the folder of the pictures, which counts as its user's home.
    private async Task<TutorialProgram> Producer(params string[] names)
    {
        foreach (string name in names)
            PictureFile.Save(_place.PathOf(name), TestPicture.Random(8, 8), overwrite: false);
        var producer = TutorialProgram.Start(TutorialProgram.Command("Producer", "--key", _place.Key)
            .WithWorkingDirectory(_place.Folder)
            .WithEnvironmentVariables(variables => variables.Set("HOME", _place.Folder)));
        await producer.Line("Wrote the picture");
        return producer;
    }
}
