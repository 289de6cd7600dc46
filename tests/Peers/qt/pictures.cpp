// Pictures, put in and taken out the way Qt's own sharedmemory example does it.
#include "commands.h"

#include <QBuffer>
#include <QDataStream>
#include <QImage>
#include <QPixmap>
#include <QSharedMemory>

#include <cstring>

static int publish(const QString &key, const QByteArray &payload)
{
    QSharedMemory memory(key);
    if (!memory.create(int(payload.size())))
        return fail(memory.errorString());

    memory.lock();
    std::memcpy(memory.data(), payload.constData(), size_t(payload.size()));
    memory.unlock();
    say(QString("saved %1 bytes").arg(payload.size()));
    waitForLine();
    return 0;
}

// Without a picture: a null QImage.
int save(const QString &key, const QString &picture, bool asPixmap)
{
    QImage image;
    if (!picture.isEmpty() && !image.load(picture))
        return fail("cannot load " + picture);

    QBuffer buffer;
    buffer.open(QBuffer::ReadWrite);
    QDataStream out(&buffer);
    if (asPixmap)
        out << QPixmap::fromImage(image);
    else
        out << image;
    return publish(key, buffer.data());
}

int bytes(const QString &key, const QString &hex)
{
    return publish(key, QByteArray::fromHex(hex.toLatin1()));
}

int load(const QString &key, const QString &output)
{
    QSharedMemory memory(key);
    if (!memory.attach())
        return fail(memory.errorString());

    QBuffer buffer;
    QDataStream in(&buffer);
    QImage image;
    memory.lock();
    buffer.setData(static_cast<const char *>(memory.constData()), int(memory.size()));
    buffer.open(QBuffer::ReadOnly);
    in >> image;
    memory.unlock();
    memory.detach();
    if (!image.save(output, "png"))
        return fail("no picture in the segment");
    say(QString("loaded %1 x %2").arg(image.width()).arg(image.height()));
    return 0;
}
