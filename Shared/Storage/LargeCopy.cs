using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace IpcTutorial.Storage;

/// <summary>Copies what another processor core reads next.</summary>
internal static unsafe class LargeCopy
{
    // Below 8 MiB, a reader still finds in the caches what an ordinary copy left there, and is quicker with that.
    // Measured: docs/16-how-fast.md.
    private const int Threshold = 8 << 20;

    private const int CacheLine = 64;

    /// <summary>Copies bytes.</summary>
    /// <param name="source">The bytes.</param>
    /// <param name="target">Where to; it begins with a cache line, as the pixels of a segment do.</param>
    internal static void Copy(ReadOnlySpan<byte> source, Span<byte> target)
    {
        int lines = source.Length >= Threshold && Avx.IsSupported ? source.Length / CacheLine : 0;
        if (lines > 0)
            CopyLines(source, target, lines);
        source[(lines * CacheLine)..].CopyTo(target[(lines * CacheLine)..]);
    }

    // docs: copy-lines
    // An ordinary store first fetches the line that it overwrites, from memory or from the cache of the core that has
    // read it. These write whole lines, past the caches, and fetch none. (Optimized when it is first called, since it
    // may not be called a second time soon.)
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyLines(ReadOnlySpan<byte> source, Span<byte> target, int lines)
    {
        fixed (byte* from = source, to = target[..source.Length])
        {
            Debug.Assert((nint)to % CacheLine == 0);
            for (nint i = 0; i < (nint)lines * CacheLine; i += CacheLine)
            {
                Vector256<byte> low = Vector256.Load(from + i), high = Vector256.Load(from + i + 32);
                low.StoreAlignedNonTemporal(to + i);
                high.StoreAlignedNonTemporal(to + i + 32);
            }
        }

        Sse.StoreFence(); // such stores may be seen after later ones, but not after this
    }
    // docs: end
}
