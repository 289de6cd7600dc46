using IpcTutorial.Programs;

namespace IpcTutorial.Redis;

/// <summary>Believes nothing that lies at a server: whoever may write there, may write anything.</summary>
internal static class RedisPictureCheck
{
    /// <summary>Is it a picture of this tutorial, is it whole, has it the bytes that its header says?</summary>
    /// <param name="header">Its header.</param>
    /// <param name="pixelBytes">How many bytes of pixels there are.</param>
    /// <param name="maxPixels">The most pixels to accept.</param>
    /// <param name="url">Where it is.</param>
    /// <exception cref="ServerException">It is not: <see cref="ServerException.Error"/> says why.</exception>
    /// <exception cref="PictureTooLargeException">It has more pixels.</exception>
    internal static void Check(in PictureHeader header, long pixelBytes, int maxPixels, RedisUrl url)
    {
        try
        {
            header.CheckPicture(PictureHeader.Length + pixelBytes, url.ToString());
        }
        catch (SegmentException e)
        {
            throw new ServerException(e.Message, e);
        }

        if (header.PixelBytes != pixelBytes)
        {
            throw Damaged(url, SegmentError.BadHeader,
                $"it has {pixelBytes:N0} bytes of pixels, and its header says {header.PixelBytes:N0}");
        }

        header.PictureSize.Check(maxPixels, $"The picture at {url}");
    }

    internal static ServerException Damaged(RedisUrl url, SegmentError error, string reason)
    {
        string message = $"What is at {url} is not a picture of this tutorial: {reason}.";
        return new ServerException(message, new SegmentException(error, message));
    }
}
