// A program as those who use Qt write them: QSharedMemory and nothing of ours. Built against Qt 5 and Qt 6.
#include "commands.h"

#include <QGuiApplication>
#include <QStringList>

#include <cstring>
#include <memory>

int main(int argc, char *argv[])
{
    // Only a QPixmap needs the one with a screen, and so a platform plugin.
    const bool asPixmap = argc > 4 && std::strcmp(argv[4], "pixmap") == 0;
    const std::unique_ptr<QCoreApplication> application(
        asPixmap ? new QGuiApplication(argc, argv) : new QCoreApplication(argc, argv));
    const QStringList arguments = application->arguments();
    const QString command = arguments.value(1);
    const QString key = arguments.value(2);
    const QString argument = arguments.value(3);
    if (command == "save")
        return save(key, argument, asPixmap);
    if (command == "save-null")
        return save(key, QString(), false);
    if (command == "load")
        return load(key, argument);
    if (command == "bytes")
        return bytes(key, argument);
    if (command == "lock")
        return lock(key);
    if (command == "count")
        return count(key, argument.toInt());
    if (command == "native-lock")
        return nativeLock(key);
    if (command == "churn")
        return churn(key, argument.toInt());
    return 2;
}
