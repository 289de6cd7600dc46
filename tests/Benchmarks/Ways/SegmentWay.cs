using System.IO.Hashing;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace IpcTutorial.Benchmarks.Ways;

/// <summary>Our segment, which both are attached to: copied in under the lock, and then used in one of three ways.</summary>
internal sealed class SegmentWay(SegmentWay.Use use) : IWay
{
    /// <summary>What the receiver does with the picture while it holds the lock.</summary>
    internal enum Use
    {
        /// <summary>Copies it.</summary>
        Copy,

        /// <summary>Reads each of its bytes where they are.</summary>
        Read,

        /// <summary>Nothing yet. The one row that leaves the reading out: what it costs until that can begin.</summary>
        None,
    }

    public string Name => use switch
    {
        Use.Copy => "segment",
        Use.Read => "segment-in-place",
        _ => "segment-unread",
    };

    public string Title => use switch
    {
        Use.Copy => "Shared memory, copied out",
        Use.Read => "Shared memory, read in place",
        _ => "Shared memory, not yet read",
    };

    public bool WakesReceiver => false;

    public ISender Open(string folder, PictureSize size) => new Sender(size);

    public IReceiver Connect(string address, PictureSize size) => use == Use.Copy ? new Copier(address) : new Reader(address, use == Use.Read);

    /// <summary>More than any hand-over takes.</summary>
    internal static TimeSpan Timeout { get; } = TimeSpan.FromSeconds(60);

    /// <summary>The key of this process.</summary>
    internal static string Key { get; } = $"benchmarks-{Path.GetRandomFileName()}";

    // The least that a reader of all bytes does: it adds them up, as many at a time as the processor takes. In four
    // places, since the memory brings four lines sooner than one after the other.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static ulong Touch(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<Vector<ulong>> vectors = MemoryMarshal.Cast<byte, Vector<ulong>>(bytes);
        int quarter = vectors.Length / 4;
        Vector<ulong> a = default, b = default, c = default, d = default;
        for (int i = 0; i < quarter; i++)
        {
            a += vectors[i];
            b += vectors[i + quarter];
            c += vectors[i + (2 * quarter)];
            d += vectors[i + (3 * quarter)];
        }

        ulong sum = Vector.Sum(a + b + c + d);
        foreach (byte rest in bytes[(4 * quarter * Vector<byte>.Count)..])
            sum += rest;
        return sum;
    }

    private sealed class Sender(PictureSize size) : ISender
    {
        private readonly PictureWriter _writer = PictureWriter.Create(new SegmentKey(Key), size, Timeout);

        public string Address => Key;

        public void Send(Picture picture) => _writer.Publish(picture);

        public void Dispose() => _writer.Dispose();
    }

    private sealed class Copier(string key) : IReceiver
    {
        private readonly PictureReader _reader = PictureReader.Attach(new SegmentKey(key), Timeout);

        public void Receive(byte[] rgba)
        {
            using HeldPicture picture = _reader.Hold();
            picture.Rgba.CopyTo(rgba);
        }

        public void Dispose() => _reader.Dispose();
    }

    private sealed class Reader(string key, bool touches) : IReceiver
    {
        private readonly PictureReader _reader = PictureReader.Attach(new SegmentKey(key), Timeout);

        /// <summary>What was read, so that no compiler can leave the reading out.</summary>
        internal ulong Sum { get; private set; }

        public void Receive(byte[] rgba)
        {
            using HeldPicture picture = _reader.Hold();
            if (touches)
                Sum += Touch(picture.Rgba);
        }

        public uint Checksum(byte[] rgba)
        {
            using HeldPicture picture = _reader.Hold();
            return Crc32.HashToUInt32(picture.Rgba);
        }

        public void Dispose() => _reader.Dispose();
    }
}
