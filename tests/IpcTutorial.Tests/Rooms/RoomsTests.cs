using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using IpcTutorial.Tests.Docs;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Rooms;

/// <summary>The rooms of Shared: arrows go one way, and the small project knows no program. See Shared/README.md.</summary>
public sealed partial class RoomsTests
{
    // What a project may use; it need not use all of it.
    private static readonly Dictionary<string, string[]> _mayUse = new()
    {
        ["Shared/Shared.csproj"] = [],
        ["Shared/Pictures/Pictures.csproj"] = ["Shared"],
        ["Shared/Programs/Programs.csproj"] = ["Shared"],
        ["Shared/Qt/Qt.csproj"] = ["Shared", "Pictures"],
        ["Shared/Streams/Streams.csproj"] = ["Shared"],
        ["Shared/Redis/Redis.csproj"] = ["Shared", "Programs"],
        ["Producer/Producer.csproj"] = ["Shared", "Pictures", "Programs", "Qt", "Redis", "Streams", "Consumer"], // which it only puts beside itself
        ["Consumer/Consumer.csproj"] = ["Shared", "Pictures", "Programs", "Qt", "Redis", "Streams"],
    };

    [Fact]
    public void Each_project_uses_only_what_stands_below_it()
    {
        string[] projects =
        [
            .. Repository.Source("Shared", ".csproj"), .. Repository.Source("Producer", ".csproj"),
            .. Repository.Source("Consumer", ".csproj"),
        ];

        Assert.Equal(_mayUse.Keys.Order(), projects.Order());
        Assert.All(projects, project => Assert.Empty(
            Items(project, "ProjectReference").Select(Path.GetFileNameWithoutExtension).Except(_mayUse[project])));
    }

    [Fact]
    public void The_small_project_has_one_package() =>
        Assert.Equal(["System.IO.Hashing"], Items("Shared/Shared.csproj", "PackageReference"));

    [Fact]
    public void Its_assembly_uses_nothing_else_of_ours()
    {
        IEnumerable<string?> used = typeof(PictureHeader).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name)
            .Where(name => !name!.StartsWith("System", StringComparison.Ordinal) && name != "Microsoft.Win32.Primitives");

        Assert.Empty(used);
    }

    [Fact]
    public void Its_messages_name_no_program_and_no_option()
    {
        IEnumerable<string> source = Repository.Source("Shared", ".cs")
            .Where(file => Path.GetDirectoryName(file) is "Shared" or "Shared/Storage");

        Assert.All(source, file => Assert.DoesNotMatch(ProgramOrOption(), Repository.Read(file)));
    }

    // What cannot be written cannot go wrong: a reader that publishes, and a publication while the same object holds a picture.
    [Fact]
    public void A_reader_has_nothing_to_publish_with_and_a_writer_nothing_to_hold()
    {
        Assert.Equal(["Attach", "Dispose", "Hold", "Take"], MethodsOf(typeof(PictureReader)));
        Assert.Equal(["Create", "Dispose", "Publish"], MethodsOf(typeof(PictureWriter)));
        Assert.DoesNotContain(MethodsOf(typeof(SharedSegment)), name => name is "AsSpan" or "LockToWrite");
    }

    [Theory]
    [InlineData(3, 5, 59)]
    [InlineData(3, 5, 61)]
    [InlineData(0, 5, 0)]
    [InlineData(-1, -5, 20)]
    public void A_picture_has_as_many_bytes_as_its_size_says(int width, int height, int bytes) =>
        Assert.ThrowsAny<ArgumentException>(() => new Picture(new PictureSize(width, height), new byte[bytes]));

    private static string[] MethodsOf(Type type) =>
        [.. type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(method => !method.IsSpecialName).Select(method => method.Name).Order()];

    private static IEnumerable<string> Items(string project, string kind) =>
        XDocument.Load(Path.Combine(TutorialProgram.Root, project)).Descendants(kind)
            .Select(item => item.Attribute("Include")!.Value);

    [GeneratedRegex(@"dotnet run|""[^""\n]*--[a-z]|\bProducer:|\bConsumer:")]
    private static partial Regex ProgramOrOption();
}
