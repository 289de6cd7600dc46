using System.Buffers;
using System.Runtime.CompilerServices;
using SixLabors.ImageSharp.Memory;

namespace IpcTutorial.Pictures;

/// <summary>Memory for ImageSharp that holds nothing of what was there before, and has a limit for each buffer. Its own
/// allocator keeps what it had for an earlier picture, and of a damaged file some decoders show that.</summary>
/// <param name="limit">Bytes.</param>
internal sealed class ImageSharpMemory(long limit) : MemoryAllocator
{
    private readonly SimpleGcMemoryAllocator _zeroed = new(); // whose arrays are new ones, and .NET clears these

    /// <inheritdoc/>
    public override IMemoryOwner<T> Allocate<T>(int length, AllocationOptions options = AllocationOptions.None)
    {
        long bytes = (long)length * Unsafe.SizeOf<T>();
        return bytes <= limit
            ? _zeroed.Allocate<T>(length, options)
            : throw new InvalidMemoryOperationException($"a buffer of {bytes:N0} bytes, and {limit:N0} are allowed");
    }

    /// <inheritdoc/>
    protected override int GetBufferCapacityInBytes() => int.MaxValue;
}
