using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace IpcTutorial.Storage;

/// <summary>Why the system refused a file, in the terms of a segment: which limit, which right, which call.</summary>
[UnsupportedOSPlatform("windows")]
internal static class FileRefusal
{
    // errno, which .NET hands on in HResult. But for the quota the same on Linux and macOS.
    private const int ENoMemory = 12;
    private const int ETooManyOfAll = 23;
    private const int ETooMany = 24;
    private const int ETooLarge = 27;
    private const int ENoSpace = 28;
    private const int EReadOnly = 30;
    private const int EQuotaLinux = 122;
    private const int EQuotaMac = 69;

    // What .NET has there when preallocation fails, be it for a full disk or for a size beyond all limits.
    private const int CorEIo = unchecked((int)0x80131620);

    /// <summary>The reason, or <see langword="null"/> if it is none of these.</summary>
    /// <param name="path">The file.</param>
    /// <param name="failure">What .NET has thrown.</param>
    /// <param name="size">Bytes that it should have; 0 where it is about the file itself.</param>
    internal static SegmentException? Of(string path, Exception failure, long size = 0)
    {
        string folder = Path.GetDirectoryName(path)!;
        string what = size > 0 ? $"a segment of {size:N0} bytes" : "one more file";
        return (failure, failure.HResult) switch
        {
            (UnauthorizedAccessException, _) => Denied(path, folder, failure),
            (ArgumentOutOfRangeException, _) => TooLarge(folder, size, failure), // what .NET makes of ETooLarge
            (not IOException, _) => null,
            (_, CorEIo or ETooLarge) when size > 0 => TooLarge(folder, size, failure),
            (_, ENoSpace) => NoRoom(folder, size, failure) ?? new SegmentException(
                SegmentError.OutOfResources, $"{folder} has no room for one more file.", failure),
            (_, EQuotaLinux or EQuotaMac) => new SegmentException(
                SegmentError.OutOfResources, $"{folder} has no room for {what}: a quota is used up.", failure),
            (_, ENoMemory) => new SegmentException(
                SegmentError.OutOfResources, $"There is no memory for {what} in {folder}.", failure),
            (_, ETooMany) => new SegmentException(SegmentError.OutOfResources,
                $"{path} cannot be opened: no more files may be open here (ulimit -n).", failure),
            (_, ETooManyOfAll) => new SegmentException(
                SegmentError.OutOfResources, $"{path} cannot be opened: the system has too many files open.", failure),
            (_, EReadOnly) => new SegmentException(
                SegmentError.NotSupported, $"{path} cannot be created: the file system is read-only.", failure),
            _ => null,
        };
    }

    /// <summary>The system does not let us do something with a file of ours, as a sandbox (seccomp) may.</summary>
    internal static SegmentException Forbidden(string call, int errno) => new(SegmentError.NotSupported,
        $"The system refuses the call {call}: {Marshal.GetPInvokeErrorMessage(errno)}. A segment is not safe without it. Allow "
        + "it, if this is a sandbox.");

    private static SegmentException Denied(string path, string folder, Exception failure) =>
        FileCheck.IsNotOurFile(path) ? FileCheck.NotOurs(path, failure)
        : !UnixFolder.MayWrite(folder) ? UnixFolder.Denied(folder, isListing: false, failure)
        : new SegmentException(SegmentError.NotSupported,
            $"{path} cannot be used: {Reason(failure)}. If this is a sandbox, allow what it forbids.", failure);

    private static SegmentException TooLarge(string folder, long size, Exception failure) =>
        NoRoom(folder, size, failure)
        ?? new SegmentException(
            SegmentError.OutOfResources, $"A file of this process may not have {size:N0} bytes (ulimit -f).", failure);

    private static SegmentException? NoRoom(string folder, long size, Exception failure) =>
        new DriveInfo(folder) is var drive && size > drive.AvailableFreeSpace
            ? new SegmentException(SegmentError.OutOfResources, $"{drive.Name} has no room for a segment of {size:N0} bytes: "
                + $"{drive.AvailableFreeSpace:N0} of {drive.TotalSize:N0} are free.", failure)
            : null;

    private static string Reason(Exception failure) =>
        failure.InnerException is IOException { HResult: > 0 } cause
            ? Marshal.GetPInvokeErrorMessage(cause.HResult)
            : failure.Message;
}
