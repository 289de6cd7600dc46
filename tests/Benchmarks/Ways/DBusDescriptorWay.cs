using System.ComponentModel;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Tmds.DBus.Protocol;

namespace IpcTutorial.Benchmarks.Ways;

/// <summary>A file descriptor in a call of a method, as D-Bus wants much data to be handed over: the daemon passes the
/// descriptor on, and the bytes stay in memory that both reach through it.</summary>
internal sealed partial class DBusDescriptorWay : IWay
{
    private const uint MFD_CLOEXEC = 1; // not for the programs that we start

    public string Name => "dbus-descriptor";

    public string Title => "D-Bus, a passed descriptor";

    public string? Missing => DBusDaemon.Missing;

    public ISender Open(string folder, PictureSize size) => new Sender(folder, size.ByteCount);

    public IReceiver Connect(string address, PictureSize size) => new Receiver(address);

    // Memory with a descriptor and without a name. A file in /dev/shm that is unlinked at once would do the same, but
    // may be left behind before that, and /dev/shm may be too small.
    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle memfd_create(string name, uint flags);

    // The same memory for all pictures: the answer to the call says that the receiver has read the one before.
    private sealed unsafe class Sender : DBusSender
    {
        private readonly SafeFileHandle _memory;
        private readonly MemoryMappedViewAccessor _view; // copying into it takes half the time of a write
        private readonly byte* _start;

        internal Sender(string folder, long size)
            : base(folder)
        {
            _memory = memfd_create("picture", MFD_CLOEXEC);
            if (_memory.IsInvalid)
                throw new Win32Exception();
            using MemoryMappedFile file = MemoryMappedFile.CreateFromFile(
                _memory, null, size, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
            _view = file.CreateViewAccessor(); // lives on without the file
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        }

        public override void Send(Picture picture)
        {
            picture.Rgba.CopyTo(new Span<byte>(_start, picture.Rgba.Length));
            using MessageWriter call = NewCall("h");
            // The library closes what it has sent: so it gets a handle that does not own the descriptor.
            call.WriteHandle(new SafeFileHandle(_memory.DangerousGetHandle(), ownsHandle: false));
            Call(call.CreateMessage());
        }

        public override void Dispose()
        {
            base.Dispose();
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
            _view.Dispose();
            _memory.Dispose();
        }
    }

    private sealed class Receiver(string address) : DBusReceiver(address)
    {
        public override void Receive(byte[] rgba)
        {
            using MethodContext call = NextCall();
            Reader arguments = call.Request.GetBodyReader();
            using SafeFileHandle memory = arguments.ReadHandle<SafeFileHandle>();
            // It is another descriptor each time. To map it, touch its pages and unmap it takes as long as to read it,
            // and with small pictures longer.
            RandomAccess.Read(memory, rgba, 0);
            Answer(call);
        }
    }
}
