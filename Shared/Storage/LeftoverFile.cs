using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace IpcTutorial.Storage;

/// <summary>Tells a segment that is in use from one that dead processes left behind. Under the life lock.</summary>
[UnsupportedOSPlatform("windows")]
internal static class LeftoverFile
{
    // More than a process takes from its death until its last file is closed.
    private static readonly TimeSpan _dying = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(1);

    /// <summary>Looks whether anybody is attached to a file.</summary>
    /// <param name="path">The file, or none.</param>
    /// <param name="remove">Whether to remove it if nobody is.</param>
    /// <exception cref="SegmentException"><see cref="SegmentError.PermissionDenied"/>; or
    /// <see cref="SegmentError.LockTimeout"/> if a program that is not one of this tutorial has locked it.</exception>
    internal static SegmentState Examine(string path, bool remove)
    {
        // Under the life lock nobody holds a file exclusively, or without its header. But of a process that is killed the
        // kernel closes one file after the other, and the life lock may be the first: for that moment somebody does.
        long start = Stopwatch.GetTimestamp();
        SegmentState? state;
        while ((state = TryExamine(path, remove)) is null)
        {
            if (Stopwatch.GetElapsedTime(start) > _dying)
                return IsLockedAlone(path) ? throw LockedAlone(path) : SegmentState.InUse;

            Thread.Sleep(_pause);
        }

        return state.Value;
    }

    /// <summary>The same, but waits for nothing: null if somebody holds it as nobody should.</summary>
    internal static SegmentState? TryExamine(string path, bool remove)
    {
        // Most often there is nothing, and an exception is a dear way to find that out.
        if (!Path.Exists(path) && new FileInfo(path).LinkTarget is null)
            return SegmentState.None;

        try
        {
            // docs: storage-examine
            using FileStream file = SegmentFile.Open(path, FileAccess.ReadWrite, FileShare.None);
            if (!IsSegment(file, out bool hasHeader))
                return SegmentState.Foreign;

            if (remove)
            {
                // For a foreign program that has opened the file and not locked it yet: what it holds is no longer
                // the segment of this name.
                if (hasHeader)
                    Retire(file);
                File.Delete(path);
            }

            return SegmentState.LeftBehind;
            // docs: end
        }
        catch (FileNotFoundException)
        {
            return SegmentState.None;
        }
        catch (IOException e) when (FileCheck.IsSharingViolation(e))
        {
            return IsAttachable(path) ? SegmentState.InUse : null;
        }
    }

    private static SegmentException LockedAlone(string path) => new(SegmentError.LockTimeout,
        $"Something else has locked {path} (flock -x).");

    /// <summary>Whether a file is a segment of this tutorial, or the beginning of one.</summary>
    /// <param name="file">The file, which nobody else has open.</param>
    /// <param name="hasHeader">Whether its creator lived long enough to write a header.</param>
    private static bool IsSegment(FileStream file, out bool hasHeader)
    {
        Span<byte> start = stackalloc byte[PictureHeader.Length];
        int length = RandomAccess.Read(file.SafeFileHandle, start, 0);
        hasHeader = length == PictureHeader.Length
            && PictureHeader.CopyOf(start) is
            {
                Magic: PictureHeader.ExpectedMagic,
                Version: (ushort)SegmentKind.Picture or (ushort)SegmentKind.Stream,
            };

        // Ours begin with zeros or a header. A foreign program may have written version and size first: no harm in that.
        start[sizeof(uint)..sizeof(ulong)].Clear();
        return hasHeader || !start[..length].ContainsAnyExcept((byte)0);
    }

    /// <summary>Sets the retired flag in a file.</summary>
    private static void Retire(FileStream file)
    {
        Span<byte> flags = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(flags, PictureHeader.RetiredFlag);
        RandomAccess.Write(
            file.SafeFileHandle, flags, Marshal.OffsetOf<PictureHeader>(nameof(PictureHeader.Flags)));
    }

    /// <summary>Whether somebody keeps a file to himself.</summary>
    private static bool IsLockedAlone(string path)
    {
        try
        {
            SegmentFile.Open(path, FileAccess.Read, FileShare.ReadWrite).Dispose();
            return false;
        }
        catch (IOException e) when (e is FileNotFoundException || FileCheck.IsSharingViolation(e))
        {
            return e is not FileNotFoundException;
        }
    }

    /// <summary>Whether those who keep a file open are attached to it: they hold shared locks, and it has a header.
    /// </summary>
    private static bool IsAttachable(string path)
    {
        try
        {
            using FileStream file = SegmentFile.Open(path, FileAccess.Read, FileShare.ReadWrite);
            return !IsSegment(file, out bool hasHeader) || hasHeader;
        }
        catch (IOException e) when (e is FileNotFoundException || FileCheck.IsSharingViolation(e))
        {
            return false;
        }
    }
}
