using System.Net.Sockets;
using IpcTutorial.Pictures;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Pictures;

/// <summary>What a name may lead to, beside a file: the picture is saved whole or refused by name, and what was there stays.
/// </summary>
public sealed class OutputKindTests : IDisposable
{
    private static readonly Picture _picture = TestPicture.Random(8, 8);

    private readonly Workplace _place = new();

    public OutputKindTests() => Requires.Linux();

    private string Output => _place.PathOf("out.png");

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("ln -s /dev/null $O")]
    [InlineData("ln -s /dev/full $O")]
    [InlineData("mkfifo $O")]
    [InlineData("mkfifo $D/pipe && ln -s pipe $O")]
    public async Task A_device_or_a_pipe_is_refused_and_stays(string make)
    {
        await Shell(make);
        string before = (await Shell("stat -c '%n %F %i' $D/* /dev/null /dev/full")).Output;

        AssertRefused("is a device, a pipe or a socket");

        Assert.Equal(before, (await Shell("stat -c '%n %F %i' $D/* /dev/null /dev/full")).Output);
    }

    [Fact]
    public void A_socket_is_refused_and_stays()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Output));

        AssertRefused("is a device, a pipe or a socket");
    }

    [Fact]
    public async Task A_link_that_leads_back_to_itself_is_refused_and_stays()
    {
        await Shell("ln -s a.png $O && ln -s out.png $D/a.png");

        AssertRefused("Too many levels of symbolic links");

        Assert.Equal("a.png", new FileInfo(Output).LinkTarget);
    }

    [Fact]
    public async Task A_link_to_a_folder_is_refused()
    {
        await Shell("ln -s . $O");
        AssertRefused("is a folder");
    }

    [Fact]
    public async Task A_link_into_a_folder_that_is_not_there_is_refused()
    {
        await Shell("ln -s missing/a.png $O");
        AssertRefused("there is no folder");
    }

    [Fact]
    public async Task A_read_only_file_is_refused_and_stays()
    {
        await Shell("echo old > $O && chmod 444 $O");

        AssertRefused("is read-only");

        Assert.Equal("old\n", await File.ReadAllTextAsync(Output, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("new\nline.png")]
    [InlineData("'it''s \"quoted\" $HOME `x` \\ *?.png")]
    [InlineData("-f.png")]
    [InlineData("  .png")]
    [InlineData("ünï—🎨.png")]
    public void Any_name_is_a_name(string name)
    {
        PictureFile.Save(_place.PathOf(name), _picture, overwrite: false);
        TestPicture.AssertSame(_picture, TestPicture.Load(_place.PathOf(name)));
        Assert.Single(Directory.GetFileSystemEntries(_place.Folder));
    }

    [Fact]
    public void A_name_that_is_too_long_is_refused_by_name()
    {
        string name = new string('n', 300) + ".png";
        string message = Assert.ThrowsAny<IOException>(() => PictureFile.Save(_place.PathOf(name), _picture, true)).Message;
        Assert.Contains(name, message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_place.Folder));
    }

    private void AssertRefused(string reason)
    {
        string message = Assert.ThrowsAny<IOException>(() => PictureFile.CheckOutput(Output, overwrite: true)).Message;
        Assert.Contains($"'{Output}'", message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
        Assert.ThrowsAny<IOException>(() => PictureFile.Save(Output, _picture, overwrite: true));
    }

    private Task<ProgramResult> Shell(string command) => TutorialProgram.Run(TutorialProgram.InSession("sh", "-c", command)
        .WithEnvironmentVariables(variables => variables.Set("D", _place.Folder).Set("O", Output)));
}
