using System.Runtime.InteropServices;
using IpcTutorial.Programs;
using StackExchange.Redis;

namespace IpcTutorial.Redis;

/// <summary>A picture at a server of the Redis protocol, for other machines: what a segment holds, under the same header.
/// </summary>
/// <remarks>
/// A hash with two fields, <c>header</c> (64 bytes) and <c>pixels</c>. Both are written by one command and read by one, and
/// the server runs one command at a time: nobody sees half a picture, and it takes no lock. For one thread at a time.
/// </remarks>
public sealed class RedisPicture : IDisposable
{
    /// <summary>The most bytes that such a server takes as one value: 512 MiB, where its <c>proto-max-bulk-len</c> is as it
    /// comes.</summary>
    public const long MaxBytes = 512L << 20;

    // How often one looks if no bell rings: a message can be lost, and is never believed.
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(2);

    private readonly RedisServer _server;
    private readonly RedisChannel _channel;
    private readonly AutoResetEvent _bell = new(false);
    private PictureHeader _last; // of the picture that was fetched last, or refused
    private bool _listens;

    private RedisPicture(RedisServer server)
    {
        _server = server;
        _channel = RedisChannel.Literal(server.Url.Name);
        server.CameBack += () => _bell.Set();
    }

    /// <summary>Connects, and stays connected: a connection that is lost is built up anew.</summary>
    /// <exception cref="ServerException">The server is not there, or refuses.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static RedisPicture Connect(RedisUrl url, CancellationToken cancel) => new(RedisServer.Connect(url, cancel));

    /// <inheritdoc cref="RedisServer.HasComeBack"/>
    public bool HasComeBack() => _server.HasComeBack();

    /// <summary>Refuses a picture that no server takes, before it is copied or sent.</summary>
    /// <exception cref="ServerException">It has more than <see cref="MaxBytes"/>.</exception>
    public static void CheckSize(PictureSize size)
    {
        if (size.ByteCount > MaxBytes)
        {
            throw new ServerException(
                $"{size} are {size.ByteCount:N0} bytes, and a server of the Redis protocol takes {MaxBytes:N0} at the most.");
        }
    }

    /// <summary>Whether nothing is there, as at a server that was started anew.</summary>
    /// <inheritdoc cref="Put" path="/exception"/>
    public bool IsEmpty(CancellationToken cancel) => Look(cancel).Header is null;

    // docs: redis-put
    /// <summary>Sends a picture, in place of the one that was there, and rings the bell.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="header">The header that describes it.</param>
    /// <param name="cancel">Ends waiting; the picture may be there all the same.</param>
    /// <exception cref="ServerException">The server is away, or refuses.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Put(Picture picture, PictureHeader header, CancellationToken cancel)
    {
        CheckSize(picture.Size);
        header.Crc32 = picture.Crc; // a stream's has none
        header.Flags = 0; // which are about a segment
        byte[] bytes = MemoryMarshal.AsBytes(new ReadOnlySpan<PictureHeader>(in header)).ToArray();
        HashEntry[] fields = [new("header", bytes), new("pixels", picture.Rgba)];
        _server.Run(commands => commands.HashSetAsync(_server.Url.Name, fields), cancel);
        _server.Run(commands => commands.PublishAsync(_channel, RedisValue.EmptyString), cancel);
    }
    // docs: end

    /// <summary>Waits for a picture, and then for another one than the one fetched last, and fetches it.</summary>
    /// <inheritdoc cref="TryGet" path="/param|/exception"/>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Picture Next(int maxPixels, out PictureHeader header, CancellationToken cancel)
    {
        Listen(cancel);
        while (true)
        {
            if (TryGet(maxPixels, out header, cancel) is { } picture)
                return picture;
            WaitHandle.WaitAny([_bell, cancel.WaitHandle], _look);
            cancel.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Fetches the picture, if there is another one than the one fetched last.</summary>
    /// <param name="maxPixels">The most pixels that it may have: one with more is refused before it is fetched.</param>
    /// <param name="header">The header that describes it.</param>
    /// <param name="cancel">Ends waiting for the server.</param>
    /// <exception cref="ServerException">The server is away, or refuses; or what is there is no picture, or is damaged, and has
    /// an <see cref="ServerException.Error"/>: then it is not looked at again.</exception>
    /// <exception cref="PictureTooLargeException">It has more pixels than that.</exception>
    /// <exception cref="SegmentException"><see cref="SegmentError.OutOfResources"/>: this machine has no memory for it.</exception>
    // docs: redis-get
    public Picture? TryGet(int maxPixels, out PictureHeader header, CancellationToken cancel)
    {
        (PictureHeader? found, long bytes) = Look(cancel);
        header = found ?? default;
        if (found is not { } there || IsLast(there))
            return null;

        try
        {
            RedisPictureCheck.Check(there, bytes, maxPixels, _server.Url); // before its pixels are fetched
            RedisValue[] fields = _server.Run(commands => commands.HashGetAsync(_server.Url.Name, ["header", "pixels"]), cancel);
            byte[] rgba = (byte[]?)fields[1] ?? [];
            if (HeaderIn(fields[0]) is not { } fetched)
                return null; // somebody has removed it
            header = there = fetched; // it may be another one by now
            RedisPictureCheck.Check(there, rgba.Length, maxPixels, _server.Url);
            var picture = new Picture(there.PictureSize, rgba);
            if (picture.Crc != there.Crc32)
            {
                throw RedisPictureCheck.Damaged(_server.Url, SegmentError.BadChecksum,
                    $"its pixels have the CRC-32 {picture.Crc:X8}, and its header says {there.Crc32:X8}");
            }

            _last = there;
            return picture;
        }
        catch (Exception e) when (e is PictureTooLargeException or ServerException { Error: not null })
        {
            _last = there;
            throw;
        }
    }
    // docs: end

    /// <summary>Disconnects.</summary>
    public void Dispose()
    {
        _server.Dispose();
        _bell.Dispose();
    }

    private void Listen(CancellationToken cancel)
    {
        if (!_listens)
            _server.Run(commands => commands.Multiplexer.GetSubscriber().SubscribeAsync(_channel, (_, _) => _bell.Set()), cancel);
        _listens = true;
    }

    // The header, and how many bytes of pixels there are, at one moment: what a large value costs comes later.
    private (PictureHeader? Header, long PixelBytes) Look(CancellationToken cancel) => _server.Run(async commands =>
    {
        ITransaction moment = commands.CreateTransaction();
        Task<RedisValue> header = moment.HashGetAsync(_server.Url.Name, "header");
        Task<long> length = moment.HashStringLengthAsync(_server.Url.Name, "pixels");
        await moment.ExecuteAsync();
        return (HeaderIn(await header), await length);
    }, cancel);

    private PictureHeader? HeaderIn(RedisValue value) => value.IsNull ? null
        : (byte[])value! is { Length: PictureHeader.Length } bytes ? PictureHeader.CopyOf(bytes)
        : throw RedisPictureCheck.Damaged(_server.Url, SegmentError.BadHeader, $"its header has {value.Length():N0} bytes");

    private bool IsLast(in PictureHeader header) =>
        (header.PublishedAt, header.Sequence, header.ProducerPid, header.Crc32)
        == (_last.PublishedAt, _last.Sequence, _last.ProducerPid, _last.Crc32);
}
