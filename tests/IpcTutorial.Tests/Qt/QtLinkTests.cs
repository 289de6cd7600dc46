using System.Runtime.Versioning;
using IpcTutorial.Tests.Programs;

namespace IpcTutorial.Tests.Qt;

/// <summary>Something in the way of Qt's key files.</summary>
[Collection(nameof(QtTests))]
[SupportedOSPlatform("linux")]
public sealed class QtLinkTests : IDisposable
{
    private readonly QtPlace _place = new();

    public void Dispose() => _place.Dispose();

    // A new file cannot be made there, and what is there gives no number: there is nothing to wait for.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_link_that_leads_nowhere_is_PermissionDenied_at_once(bool isLock)
    {
        string path = isLock ? _place.Key.LockFile : _place.Key.SegmentFile;
        File.CreateSymbolicLink(path, _place.PathOf("nowhere"));

        ProgramResult producer = await TutorialProgram.Run(
            "Producer", "--qt", "--key", _place.Key.Value, "--lock-timeout", "3600");

        Assert.Equal((int)SegmentError.PermissionDenied, producer.ExitCode);
        Assert.Contains($"{path} is a link that leads nowhere", producer.Error, StringComparison.Ordinal);
        Assert.Equal(_place.PathOf("nowhere"), new FileInfo(path).LinkTarget);
        Assert.False(File.Exists(_place.PathOf("nowhere")));
        File.Delete(path);
    }
}
