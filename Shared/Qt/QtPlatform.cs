using System.Runtime.Versioning;

namespace IpcTutorial.Qt;

/// <summary>Where Qt's segments can be shared.</summary>
public static class QtPlatform
{
    /// <summary>Whether this is Linux with 64 bits, whose structures are declared here. On Windows Qt uses a map and a
    /// semaphore with names of its own.</summary>
    [SupportedOSPlatformGuard("linux")]
    public static bool IsSupported => OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    /// <summary>The error where it is not.</summary>
    public static SegmentException NotSupported => new(SegmentError.NotSupported,
        "Qt's segments can be shared on Linux with 64 bits only. Without --qt, our own can be shared on every system.");
}
