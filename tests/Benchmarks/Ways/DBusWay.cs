using Tmds.DBus.Protocol;

namespace IpcTutorial.Benchmarks.Ways;

/// <summary>An array of bytes in a call of a method, as the first try with D-Bus looks. The daemon reads each message
/// whole before it writes it to the receiver. An array may have 64 MiB: a larger picture takes more than one call.
/// </summary>
internal sealed class DBusWay : IWay
{
    // DBUS_MAXIMUM_ARRAY_LENGTH. No setting changes it.
    private const int MaximumArrayLength = 64 << 20;

    public string Name => "dbus";

    public string Title => "D-Bus, as bytes";

    public string? Missing => DBusDaemon.Missing;

    public ISender Open(string folder, PictureSize size) => new Sender(folder);

    public IReceiver Connect(string address, PictureSize size) => new Receiver(address);

    private sealed class Sender(string folder) : DBusSender(folder)
    {
        public override void Send(Picture picture)
        {
            for (int sent = 0; sent < picture.Rgba.Length; sent += MaximumArrayLength)
            {
                using MessageWriter call = NewCall("ay");
                call.WriteArray(picture.Rgba.AsSpan(sent, Math.Min(MaximumArrayLength, picture.Rgba.Length - sent)));
                Call(call.CreateMessage());
            }
        }
    }

    private sealed class Receiver(string address) : DBusReceiver(address)
    {
        public override void Receive(byte[] rgba)
        {
            for (int received = 0; received < rgba.Length;)
            {
                using MethodContext call = NextCall();
                Reader arguments = call.Request.GetBodyReader();
                byte[] bytes = arguments.ReadArrayOfByte(); // the library knows no other way than a new array
                bytes.CopyTo(rgba, received);
                received += bytes.Length;
                Answer(call);
            }
        }
    }
}
