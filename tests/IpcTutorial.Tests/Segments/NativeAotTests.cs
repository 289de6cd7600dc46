using CliWrap;
using CliWrap.Buffered;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Segments;

/// <summary>A program that was compiled ahead of time has no runtime beside it, and other rules for native calls.</summary>
public sealed class NativeAotTests : IDisposable
{
    // The compiled library is used as it is, so nothing of this clone is built, or changed.
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <InvariantGlobalization>true</InvariantGlobalization>
            <PublishAot>true</PublishAot>
            <CppCompilerAndLinker>gcc</CppCompilerAndLinker>
          </PropertyGroup>
          <ItemGroup>
            <Reference Include="$(Programs)/Shared.dll" />
            <Reference Include="$(Programs)/System.IO.Hashing.dll" />
          </ItemGroup>
        </Project>
        """;

    private const string Source = """
        using IpcTutorial;

        TimeSpan timeout = TimeSpan.FromSeconds(30);
        using WritableSegment segment = SharedSegment.AttachToWrite(new SegmentKey(args[0]), timeout);
        using (segment.LockToWrite(timeout))
        {
            Console.WriteLine("holding");
            Console.ReadLine();
        }
        """;

    private readonly Workplace _place;

    public NativeAotTests()
    {
        TestSize.RequireFull();
        Requires.Programs("gcc zlib1g-dev", "gcc");
        _place = new Workplace();
    }

    public void Dispose() => _place?.Dispose();

    [Fact]
    public async Task It_takes_the_same_lock()
    {
        string program = await Publish();
        await using TutorialProgram producer = await _place.ReadyProducer();
        await using var holder = TutorialProgram.Start(TutorialProgram.InSession(program, _place.Key));
        await holder.Line("holding");

        ProgramResult consumer = await _place.Consumer(_place.PathOf("out.png"), "--lock-timeout", "0.2");

        Assert.Equal((int)SegmentError.LockTimeout, consumer.ExitCode);
        Assert.Equal((0, ""), ((await holder.Enter()).ExitCode, (await holder.Exit()).Error));
        Assert.Equal(0, (await _place.Consumer(_place.PathOf("out.png"))).ExitCode);
        await producer.Enter();
    }

    private async Task<string> Publish()
    {
        File.WriteAllText(_place.PathOf("Ahead.csproj"), Project);
        File.WriteAllText(_place.PathOf("Program.cs"), Source);
        BufferedCommandResult restored = await DotNet("restore");
        Requires.That(restored.ExitCode == 0, "The compiler cannot be had here: Microsoft.DotNet.ILCompiler.");
        BufferedCommandResult published = await DotNet("publish", "--no-restore", "-o", "out");
        Assert.True(published.ExitCode == 0, published.StandardOutput);
        return _place.PathOf("out/Ahead");
    }

    private Task<BufferedCommandResult> DotNet(string command, params string[] options) => Cli.Wrap("dotnet")
        .WithArguments([command, .. options, $"-p:Programs={TutorialProgram.FolderOf("tests/Worker")}"])
        .WithWorkingDirectory(_place.Folder)
        .WithValidation(CommandResultValidation.None)
        .ExecuteBufferedAsync();
}
