// A program as those who use Qt write them: QSharedMemory and nothing of ours. Built against Qt 5 and Qt 6.
#include "commands.h"

#include <QGuiApplication>
#include <QStringList>

int main(int argc, char *argv[])
{
    QGuiApplication application(argc, argv);
    const QStringList arguments = application.arguments();
    const QString command = arguments.value(1);
    const QString key = arguments.value(2);
    const QString argument = arguments.value(3);
    if (command == "save")
        return save(key, argument, arguments.value(4) == "pixmap");
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
